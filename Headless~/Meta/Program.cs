using System;
using System.Collections.Generic;
using System.IO;
using Earshot.Meta;

// dotnet run --project Headless~/Meta -- write|check [folder of the package]
string? root = PackageRoot.Find(args.Length > 1 ? args[1] : Directory.GetCurrentDirectory());
if (root == null)
{
    Console.Error.WriteLine("No package.json here or above; run this inside the package, or name its folder.");
    return 2;
}

switch (args)
{
    case ["write", ..]:
        return Write(root);
    case ["check", ..]:
        return Check(root);
    default:
        Console.Error.WriteLine("Say what to do: write (the missing .meta files) or check (all of them).");
        return 2;
}

static int Write(string root)
{
    IReadOnlyList<string> missing = MetaFiles.FindMissing(PackageRoot.ListFiles(root));
    foreach (string asset in missing)
    {
        string path = Path.Combine(root, asset);
        File.WriteAllText($"{path}.meta", MetaText.For(asset, Directory.Exists(path)));
        Console.WriteLine($"{asset}.meta");
    }

    Console.WriteLine($"{missing.Count} written");
    return 0;
}

static int Check(string root)
{
    IReadOnlyCollection<string> files = PackageRoot.ListFiles(root);
    IReadOnlyList<MetaProblem> problems =
        MetaFiles.FindProblems(files, file => File.ReadAllText(Path.Combine(root, file)));
    foreach (MetaProblem problem in problems) Console.WriteLine(problem);
    Console.WriteLine($"{problems.Count} problems");
    return problems.Count == 0 ? 0 : 1;
}
