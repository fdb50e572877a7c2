using System;
using System.Collections.Generic;
using System.Linq;

namespace Earshot.HouseRules;

/// <summary>What is compiled headless is what Unity compiles: each room's project has the references of its asmdef and
/// compiles the asmdef's files, all of them and no others.</summary>
public sealed class RoomProjects : Rule
{
    private const string Folder = "Headless~/Rooms";
    private const string Engine = "UnityStandIn";

    private static readonly (string Dll, string Property)[] Libraries =
        [("Newtonsoft.Json.dll", "UsesNewtonsoftJson"), ("BouncyCastle.Cryptography.dll", "UsesBouncyCastle")];

    private static readonly SourceFile AsmdefOfA = new(
        "Runtime/A/A.asmdef", """{ "name": "A", "references": ["B"], "noEngineReferences": true }""");

    public override string Name => "room-projects";

    public override IEnumerable<SourceFile[]> Broken =>
    [
        [AsmdefOfA],
        [AsmdefOfA, Project("")],
        [AsmdefOfA, Project("""<ProjectReference Include="B.csproj" /><ProjectReference Include="C.csproj" />""")],
        [
            AsmdefOfA,
            Project("<ProjectReference Include=\"B.csproj\" /><P><UsesNewtonsoftJson>true</UsesNewtonsoftJson></P>"),
        ],
        [
            new("Runtime/A/Deep/A.cs", ""), AsmdefOfA,
            Project("""<ProjectReference Include="B.csproj" /><Compile Include="$(PackageRoot)Runtime/A/*.cs" />"""),
        ],
    ];

    public override IEnumerable<SourceFile[]> Kept =>
    [
        [
            new("Runtime/A/A.cs", ""), new("Runtime/A/Deep/A.cs", ""), AsmdefOfA,
            Project("""<ProjectReference Include="B.csproj" /><Compile Include="$(PackageRoot)Runtime/A/**/*.cs" />"""),
        ],
    ];

    public override IEnumerable<Violation> Check(SourceTree tree)
    {
        List<Asmdef> rooms = [.. Asmdef.ReadAll(tree)
            .Where(asmdef => asmdef.Path.StartsWith("Runtime/", StringComparison.Ordinal))];
        List<CsProject> projects = [.. tree.Files
            .Where(file => CsProject.IsOne(file) && file.IsIn(Folder)).Select(file => new CsProject(file))];
        return rooms.SelectMany(room => Compare(room, projects.Find(project => project.Name == room.Name)))
            .Concat(tree.Code.Where(file => file.IsIn("Runtime"))
                .SelectMany(file => Compare(file, Asmdef.OwnerOf(file.Path, rooms), projects)));
    }

    private static IEnumerable<Violation> Compare(Asmdef room, CsProject? project)
    {
        if (project == null)
        {
            yield return new(room.Path, 1, $"{room.Name} is not compiled headless; write {Folder}/{room.Name}.csproj");
            yield break;
        }

        List<string> references = [.. project.References.Where(reference => reference != Engine)];
        foreach (string reference in references.Except(room.References))
            yield return new(room.Path, 1, $"{reference} is referenced by {project.Path} but not here");
        foreach (string reference in room.References.Except(references))
            yield return new(room.Path, 1, $"{reference} is referenced here but not by {project.Path}");
        if (room.HasEngine != project.References.Contains(Engine))
            yield return new(room.Path, 1, $"{project.Path} must reference {Engine} just if the engine is seen here");
        foreach ((string dll, string property) in Libraries)
            if (room.Precompiled.Contains(dll) != project.Has(property))
                yield return new(room.Path, 1, $"{dll} here and {property} in {project.Path}: both or neither");
    }

    private static IEnumerable<Violation> Compare(SourceFile file, Asmdef? owner, List<CsProject> projects)
    {
        if (owner == null)
        {
            yield return new(file.Path, 1, "no asmdef stands above it; move it into a room");
            yield break;
        }

        string headless = string.Join(
            " and ", projects.Where(project => project.Compiles(file.Path)).Select(project => project.Name));
        if (headless != owner.Name)
            yield return new(
                file.Path, 1, $"Unity compiles it into {owner.Name}, headless it goes into '{headless}'; " +
                $"mend the Compile items of {Folder}");
    }

    private static SourceFile Project(string items) =>
        new($"{Folder}/A.csproj", $"<Project><I>{items}</I></Project>");
}
