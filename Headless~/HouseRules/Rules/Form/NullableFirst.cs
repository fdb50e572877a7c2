using System;
using System.Collections.Generic;
using System.Linq;

namespace Earshot.HouseRules;

/// <summary>What Unity compiles turns nullable on in its first line: Unity has no switch for a whole project.</summary>
public sealed class NullableFirst : Rule
{
    private const string Line = "#nullable enable";

    public override string Name => "nullable-first";

    public override IEnumerable<SourceFile[]> Broken =>
        [One("Runtime/Rtc/A.cs", "using System;\n"), One("Tests/Runtime/A.cs", "\n#nullable enable\n")];

    public override IEnumerable<SourceFile[]> Kept =>
        [One("Editor/A.cs", "#nullable enable\nusing System;\n"), One("Headless~/Meta/A.cs", "using System;\n")];

    public override IEnumerable<Violation> Check(SourceTree tree) => tree.Code
        .Where(file => file.IsUnityCode && !file.Text.StartsWith(Line + "\n", StringComparison.Ordinal))
        .Select(file => new Violation(file.Path, 1, $"the first line is not '{Line}'; begin with it"));
}
