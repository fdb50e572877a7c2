using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;

namespace Earshot.HouseRules;

public sealed class RuleTests
{
    private const int MaxShown = 100;

    private static readonly Rule[] Rules =
    [
        new FileSize(), new MethodSize(), new LineWidth(), new TypeNames(), new FolderNames(), new OneTypeAFile(),
        new NullableFirst(), new Unfinished(),
        new RoomApis(), new RtcOrder(), new AsmdefArrows(), new RoomProjects(), new CompileExcludes(),
        new SolutionProjects(),
        new Metas(), new PackageManifest(), new NUnitAbsent(), new TestForm(), new MachineNames(),
    ];

    private static IEnumerable<TestCaseData> Kept() => Rules.SelectMany(rule => Cases(rule, "LetsPass", rule.Kept));

    private static IEnumerable<TestCaseData> Broken() => Rules.SelectMany(rule => Cases(rule, "Sees", rule.Broken));

    private static IEnumerable<TestCaseData> All() =>
        Rules.Select(rule => new TestCaseData(rule).SetName($"Repository_Keeps({rule.Name})"));

    [TestCaseSource(nameof(All))]
    public void Repository_Keeps(Rule rule)
    {
        var allowed = new AllowList(SourceTree.Repository.Find(AllowList.Path)!.Text);
        AssertNone(allowed.Filter(rule.Name, rule.Check(SourceTree.Repository)));
    }

    [TestCaseSource(nameof(Broken))]
    public void Rule_Sees(Rule rule, SourceFile[] files)
    {
        List<Violation> violations = [.. rule.Check(SourceTree.Of(files))];
        Assert.That(violations, Is.Not.Empty, files[0].Text);
        Assert.That(violations.All(violation => violation.Line >= 1 && violation.What.Length > 0));
    }

    [TestCaseSource(nameof(Kept))]
    public void Rule_LetsPass(Rule rule, SourceFile[] files) => AssertNone(rule.Check(SourceTree.Of(files)));

    [Test]
    public void Names_AreUnique() => Assert.That(Rules.Select(rule => rule.Name), Is.Unique);

    [Test]
    public void AllowedTxt_IsWellFormed()
    {
        var allowed = new AllowList(SourceTree.Repository.Find(AllowList.Path)!.Text);
        AssertNone(allowed.FindMalformed([.. Rules.Select(rule => rule.Name)]));
    }

    private static IEnumerable<TestCaseData> Cases(Rule rule, string verb, IEnumerable<SourceFile[]> trees) =>
        trees.Select((files, index) =>
            new TestCaseData(rule, files).SetName($"{rule.Name}_{verb}({index}: {files[0].Path})"));

    private static string Shown(IEnumerable<Violation> found) => string.Join('\n', found.Take(MaxShown));

    private static void AssertNone(IEnumerable<Violation> violations)
    {
        List<Violation> found = [.. violations];
        if (found.Count > 0) Assert.Fail($"{found.Count} violations, {MaxShown} shown:\n" + Shown(found));
    }
}
