using System.Linq;
using NUnit.Framework;

namespace Earshot.HouseRules;

public sealed class AllowListTests
{
    private const string Text = "# why\n[line-width]\na.cs:2:tables read better whole\n";

    private static readonly Violation[] Two = [new("a.cs", 3, "wide"), new("a.cs", 9, "wide")];

    [Test]
    public void AllowedViolations_AreLetStand() =>
        Assert.That(new AllowList(Text).Filter("line-width", Two), Is.Empty);

    [Test]
    public void OneMoreThanAllowed_ShowsAll() =>
        Assert.That(new AllowList(Text).Filter("line-width", [.. Two, new("a.cs", 12, "wide")]).Count(), Is.EqualTo(3));

    [Test]
    public void OtherFilesAndRules_AreNotAllowed()
    {
        Assert.That(new AllowList(Text).Filter("file-size", Two).Count(), Is.EqualTo(2));
        Violation elsewhere = new("b.cs", 1, "wide");
        Assert.That(new AllowList(Text).Filter("line-width", [.. Two, elsewhere]).Single(), Is.SameAs(elsewhere));
    }

    [Test]
    public void EntryThatAllowsTooMuch_IsAViolation()
    {
        Violation one = new AllowList(Text).Filter("line-width", [Two[0]]).Single();
        Assert.That(one.ToString(), Does.StartWith($"{AllowList.Path}:3: a.cs needs only 1 of the 2"));
        Assert.That(new AllowList(Text).Filter("line-width", []).Count(), Is.EqualTo(1));
    }

    [Test]
    public void EntryWithoutReasonOrRule_IsAViolation()
    {
        Assert.That(new AllowList("[line-width]\na.cs:2:\n").FindMalformed(["line-width"]).Count(), Is.EqualTo(1));
        Assert.That(new AllowList("a.cs:2:because\n").FindMalformed(["line-width"]).Count(), Is.EqualTo(1));
        Assert.That(new AllowList(Text).FindMalformed(["line-width"]), Is.Empty);
    }
}
