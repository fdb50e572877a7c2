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
            if (IsSteady(call.SeenByUs) && IsSteady(call.SeenByThem())) break;
        AssertInOrder(call.SeenByUs, "libwebrtc's, seen by us");
        int[] seenByThem = call.SeenByThem();
        AssertInOrder(seenByThem, "ours, seen by libwebrtc");
        Assert.That(seenByThem.Last(), Is.LessThanOrEqualTo(call.Shown));
    }

    // The first pictures are shown before the path has room for them, or before anybody looks; and where packets are
    // lost libwebrtc at times stands still soon after its first picture, without a NACK, until it asks for a key frame
    // 3 s later.
    private static bool IsSteady(int[] seen) => seen.Length >= 120 && seen[^1] - seen[^100] < 150;

    private static void AssertInOrder(int[] seen, string whose)
    {
        string all = $"{whose}: {string.Join(' ', seen)}";
        for (int i = 1; i < seen.Length; i++) Assert.That(seen[i], Is.GreaterThan(seen[i - 1]), all);
        Assert.That(IsSteady(seen), Is.True, all);
    }
}
