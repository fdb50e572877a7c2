using System;
using System.Linq;
using System.Threading;
using Earshot.Relay;
using NUnit.Framework;

namespace Earshot.Tests;

/// <summary>Our VP8 as libwebrtc decodes it, and libwebrtc's as we do: pictures that carry their numbers.</summary>
[Category("libwebrtc")]
public sealed class LibwebrtcFilmTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [TestCase(0)]
    [TestCase(0.02)]
    public void EachSeesTheOthersPicturesInOrder(double loss)
    {
        var link = new LinkProfile { Delay = TimeSpan.FromMilliseconds(10), Loss = loss };
        using var call = new FilmExchange(link);
        for (DateTime end = DateTime.UtcNow + Patience; DateTime.UtcNow < end; Thread.Sleep(200))
            if (call.SeenByUs.Length >= 120 && call.SeenByThem().Length >= 120) break;
        AssertInOrder(call.SeenByUs, "libwebrtc's, seen by us");
        int[] seenByThem = call.SeenByThem();
        AssertInOrder(seenByThem, "ours, seen by libwebrtc");
        Assert.That(seenByThem.Last(), Is.LessThanOrEqualTo(call.Shown));
    }

    // The first pictures are shown before the path has room for them, or before anybody looks.
    private static void AssertInOrder(int[] seen, string whose)
    {
        Assert.That(seen.Length, Is.GreaterThanOrEqualTo(120), whose);
        for (int i = 1; i < seen.Length; i++)
            Assert.That(seen[i], Is.GreaterThan(seen[i - 1]), $"{whose}: {string.Join(' ', seen)}");
        int[] last = seen[^100..];
        Assert.That(last[^1] - last[0], Is.LessThan(150), $"{whose}: {string.Join(' ', last)}");
    }
}
