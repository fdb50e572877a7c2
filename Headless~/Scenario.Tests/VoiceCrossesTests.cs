using NUnit.Framework;

namespace Earshot.Tests;

public sealed class VoiceCrossesTests : Scenario
{
    [Test]
    public void OneSpeaks_TheOtherHears()
    {
        using Talker ada = Enter("ada", 440);
        using Talker bob = Enter("bob", 0);
        Until(() => bob.ShareOf(440) > 0.9, "bob hears ada's tone", bob.Describe);
        Assert.That(ada.ShareOf(440), Is.LessThan(0.01), "nobody hears herself");
    }

    [Test]
    public void EachHearsTheOther_OverOneSessionEach()
    {
        using Talker ada = Enter("ada", 440);
        using Talker bob = Enter("bob", 1000);
        Until(() => bob.ShareOf(440) > 0.9 && ada.ShareOf(1000) > 0.9, "both hear the other's tone", ada.Describe);
    }

    [Test]
    public void WhoJoinsSecond_HearsWithinAQuarterOfASecond()
    {
        using (Talker ada = Enter("warm", 300))
        using (Talker bob = Enter("up", 500))
            Until(() => bob.ShareOf(300) > 0.5 && ada.ShareOf(500) > 0.5, "all code has run once", bob.Describe);

        using Talker early = Enter("early", 440);
        Until(() => early.Client.Local.PacketsSent > 0, "the first speaks", early.Describe);
        using Talker late = Enter("late", 0);
        Until(() => late.Client.Figures.JoinToFirstHeard != null, "the second hears the first", late.Describe);
        double ms = late.Client.Figures.JoinToFirstHeard!.Value.TotalMilliseconds;
        TestContext.Out.WriteLine($"join to first heard: {ms:0} ms");
        Assert.That(ms, Is.LessThan(1000), "250 ms is the aim; a busy machine gets four times as long");
    }

    [Test]
    public void PlayerWhoLeaves_IsGone()
    {
        using Talker ada = Enter("ada", 440);
        Talker bob = Enter("bob", 0);
        Until(() => ada.Client.Voices.Value.Count == 1, "ada sees bob", ada.Describe);
        bob.Dispose();
        Until(() => ada.Client.Voices.Value.Count == 0, "ada sees bob leave", ada.Describe);
    }
}
