using System;
using System.Collections.Generic;
using System.Linq;

namespace Earshot.HouseRules;

/// <summary>No folder is a drawer for what had no place.</summary>
public sealed class FolderNames : Rule
{
    private static readonly string[] Drawers =
        ["Utils", "Util", "Utilities", "Helpers", "Helper", "Common", "Internal", "Shared", "Misc"];

    public override string Name => "folder-names";

    public override IEnumerable<SourceFile[]> Broken =>
        [One("Runtime/Rtc/Utils/A.cs", ""), One("Server~/web/common/a.js", ""), One("Tests/Helpers/A.cs", "")];

    public override IEnumerable<SourceFile[]> Kept => [One("Runtime/Rtc/Sdp/Common.cs", "")];

    public override IEnumerable<Violation> Check(SourceTree tree)
    {
        foreach (string path in tree.Paths)
        {
            string? drawer = path.Split('/')[..^1]
                .FirstOrDefault(folder => Drawers.Contains(folder, StringComparer.OrdinalIgnoreCase));
            if (drawer != null)
                yield return new(path, 1, $"the folder '{drawer}' is a drawer; move the file to the room it serves");
        }
    }
}
