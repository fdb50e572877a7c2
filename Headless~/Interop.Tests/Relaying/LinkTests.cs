using System;
using System.Collections.Generic;
using System.Linq;
using Earshot.Relay;
using NUnit.Framework;

namespace Earshot.Tests;

/// <summary>What a link does to 100,000 datagrams, one a millisecond, in no time.</summary>
public sealed class LinkTests
{
    private const int Many = 100_000;
    private const int Length = 125;

    [Test]
    public void SameSeed_SameFates()
    {
        var profile = new LinkProfile
        {
            Jitter = Milliseconds(5),
            Loss = 0.1,
            LossBurst = 3,
            Reordering = 0.1,
            Duplication = 0.1,
        };
        Assert.That(Fates(new Link(profile, 7)), Is.EqualTo(Fates(new Link(profile, 7))));
        Assert.That(Fates(new Link(profile, 8)), Is.Not.EqualTo(Fates(new Link(profile, 7))));
    }

    [Test]
    public void OneFateDoesNotShiftTheNext()
    {
        List<Fate> without = Fates(new Link(new LinkProfile { Loss = 0.1 }, 7));
        List<Fate> with = Fates(new Link(new LinkProfile { Loss = 0.1, Duplication = 0.5 }, 7));
        Assert.That(with.Select(fate => fate.Copies > 0), Is.EqualTo(without.Select(fate => fate.Copies > 0)));
    }

    [Test]
    public void LossIsItsShare([Values(0, 0.02, 0.1, 0.3)] double loss, [Values(0, 4)] double burst)
    {
        List<Fate> fates = Fates(new Link(new LinkProfile { Loss = loss, LossBurst = burst }, 1));
        Assert.That(fates.Count(fate => fate.Copies == 0) / (double)Many, Is.EqualTo(loss).Within(0.01));
    }

    [Test]
    public void BurstHasItsMeanLength([Values(1, 2, 8)] double burst)
    {
        List<Fate> fates = Fates(new Link(new LinkProfile { Loss = 0.1, LossBurst = burst }, 1));
        int lost = fates.Count(fate => fate.Copies == 0);
        int bursts = fates.Skip(1).Zip(fates).Count(pair => pair.First.Copies == 0 && pair.Second.Copies > 0);
        Assert.That(lost / (double)bursts, Is.EqualTo(burst).Within(0.1 * burst));
    }

    [Test]
    public void JitterKeepsOrder_AndNeverComesBeforeTheDelay()
    {
        List<Fate> fates = Fates(new Link(new LinkProfile { Delay = Milliseconds(20), Jitter = Milliseconds(5) }, 1));
        Assert.That(fates.Select(fate => fate.Arrival), Is.Ordered);
        Assert.That(fates.Min(fate => fate.Arrival - fate.Entered), Is.GreaterThanOrEqualTo(Milliseconds(20)));
        Assert.That(fates.Max(fate => fate.Arrival - fate.Entered), Is.GreaterThan(Milliseconds(40)));
    }

    [Test]
    public void HeldBackOnesArePassed()
    {
        List<Fate> fates = Fates(new Link(new LinkProfile { Reordering = 0.1, ReorderBy = Milliseconds(3) }, 1));
        int passed = fates.Skip(1).Zip(fates).Count(pair => pair.First.Arrival < pair.Second.Arrival);
        Assert.That(passed / (double)Many, Is.EqualTo(0.1 * 0.9).Within(0.01), "unless the next is held back too");
    }

    [Test]
    public void SomeComeTwice()
    {
        var link = new Link(new LinkProfile { Duplication = 0.05 }, 1);
        int twice = Fates(link).Count(fate => fate.Copies == 2);
        Assert.That(twice / (double)Many, Is.EqualTo(0.05).Within(0.01));
        Assert.That(link.Duplicated, Is.EqualTo(twice));
    }

    [Test]
    public void LimitedRateQueuesAndThenDrops()
    {
        // 125 bytes a millisecond want one megabit a second; half of that goes through.
        var link = new Link(new LinkProfile { BitsPerSecond = 500_000, Queue = Milliseconds(50) }, 1);
        List<Fate> carried = [.. Fates(link).Where(fate => fate.Copies > 0)];
        Assert.That(carried.Count / (double)Many, Is.EqualTo(0.5).Within(0.01));
        TimeSpan longest = carried.Max(fate => fate.Arrival - fate.Entered);
        Assert.That(longest, Is.EqualTo(Milliseconds(52)).Within(Milliseconds(2)));
        Assert.That(link.Overflowed, Is.EqualTo(Many - carried.Count));
    }

    private static List<Fate> Fates(Link link)
    {
        var fates = new List<Fate>(Many);
        for (int i = 0; i < Many; i++)
        {
            link.TryEnter(Milliseconds(i), Length, out TimeSpan arrival, out int copies);
            fates.Add(new Fate(Milliseconds(i), arrival, copies));
        }

        return fates;
    }

    private static TimeSpan Milliseconds(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private readonly record struct Fate(TimeSpan Entered, TimeSpan Arrival, int Copies);
}
