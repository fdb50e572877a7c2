using System;
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
    public void WhoJoinsLater_HearsTheFirstAndTellsHowLongItTook()
    {
        using Talker early = Enter("early", 440);
        Until(() => early.Client.Local.PacketsSent > 0, "the first speaks", early.Describe);
        using Talker late = Enter("late", 0);
        Until(() => late.Client.Figures.JoinToFirstHeard != null, "the second hears the first", late.Describe);
        Assert.That(late.Client.Figures.JoinToFirstHeard, Is.GreaterThan(TimeSpan.Zero));
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
