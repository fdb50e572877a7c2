using System.Collections.Generic;
using System.Linq;

namespace Earshot.HouseRules;

/// <summary>A project compiles whole folders: what would have to be left out stands in the wrong room. UniRx's sources
/// are not ours to move.</summary>
public sealed class CompileExcludes : Rule
{
    private const string UniRx = "Headless~/UniRx/UniRx.csproj";

    public override string Name => "compile-excludes";

    public override IEnumerable<SourceFile[]> Broken =>
    [
        One("Headless~/Rooms/A.csproj", """<Project><Compile Include="**/*.cs" Exclude="a.cs" /></Project>"""),
        One("Server~/A/A.csproj", """<Project><Compile Remove="a.cs" /></Project>"""),
    ];

    public override IEnumerable<SourceFile[]> Kept =>
    [
        One("Headless~/Rooms/A.csproj", """<Project><Compile Include="**/*.cs" /></Project>"""),
        One(UniRx, """<Project><Compile Include="**/*.cs" Exclude="a.cs" /></Project>"""),
    ];

    public override IEnumerable<Violation> Check(SourceTree tree) =>
        from file in tree.Files
        where CsProject.IsOne(file) && file.Path != UniRx
        from exclude in new CsProject(file).Excludes
        select new Violation(file.Path, 1, $"'{exclude}' is left out; move it to the room it belongs in");
}
