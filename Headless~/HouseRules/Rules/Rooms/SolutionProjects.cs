using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Xml.Linq;

namespace Earshot.HouseRules;

/// <summary>Every project is in the one solution that builds, tests and checks the form of all.</summary>
public sealed class SolutionProjects : Rule
{
    private const string Solution = "Headless~/Earshot.slnx";
    private const string Listing = """<Solution><Project Path="Rooms/A.csproj" /></Solution>""";

    public override string Name => "solution-projects";

    public override IEnumerable<SourceFile[]> Broken =>
    [
        [new(Solution, Listing), new("Headless~/Rooms/A.csproj", "<P />"), new("Server~/B/B.csproj", "<P />")],
        One("Headless~/Rooms/A.csproj", "<P />"),
    ];

    public override IEnumerable<SourceFile[]> Kept =>
    [
        [new(Solution, Listing), new("Headless~/Rooms/A.csproj", "<P />")],
        [
            new(Solution, Listing.Replace("Rooms/A", "../Server~/B/B")), new("Server~/B/B.csproj", "<P />"),
        ],
    ];

    public override IEnumerable<Violation> Check(SourceTree tree)
    {
        string text = tree.Find(Solution)?.Text ?? "<Solution />";
        HashSet<string> listed = [.. XDocument.Parse(text).Descendants("Project")
            .Select(project => Resolve((string)project.Attribute("Path")!))];
        return tree.Files.Where(file => CsProject.IsOne(file) && !listed.Contains(file.Path))
            .Select(file => new Violation(file.Path, 1, $"is not in {Solution}; list it there"));
    }

    /// <summary>A path that the solution gives, from the repository's root.</summary>
    private static string Resolve(string path)
    {
        var folders = new Stack<string>(Path.GetDirectoryName(Solution)!.Split('/'));
        foreach (string name in path.Split('/', '\\'))
        {
            if (name == "..") folders.Pop();
            else folders.Push(name);
        }

        return string.Join('/', folders.Reverse());
    }
}
