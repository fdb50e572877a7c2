using System;
using System.Threading;
using Earshot.Relay;
using Newtonsoft.Json.Linq;
using NUnit.Framework;

namespace Earshot.Tests;

/// <summary>Video that our peer sends, as libwebrtc receives, decodes and reports it.</summary>
public sealed class LibwebrtcReceivesVideoTests
{
    private const long FirstEstimate = 300_000; // bit/s, where we begin
    private const double NearlyAll = 0.9;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Test]
    public void ItsFeedbackRaisesOurEstimate()
    {
        using var us = new VideoMirror(LinkProfile.Perfect);
        Assert.That(Becomes(() => us.TargetBitrate, target => target > 3 * FirstEstimate), $"{us.TargetBitrate}");
        Assert.That(Becomes(us.Stats, stats => (int?)stats["pictures"] > 30), $"{us.Stats()}");
    }

    [TestCase(0.02)]
    [TestCase(0.1)]
    public void WhatTheNetworkLosesWeMend(double loss)
    {
        using var us = new VideoMirror(new LinkProfile { Delay = TimeSpan.FromMilliseconds(10), Loss = loss });
        // While its encoder finds its size it begins anew by key frames, and drops what it had before them.
        Assert.That(Becomes(us.Stats, stats => (int?)stats["pictures"] > 90), $"{us.Stats()}");
        int sentBefore = us.Pictures;
        JToken before = us.Stats();
        int seenBefore = (int)before["pictures"]!;
        Assert.That(Becomes(us.Stats, stats => (int?)stats["pictures"] > seenBefore + 150), $"{us.Stats()}");
        JToken stats = us.Stats();
        int sent = us.Pictures - sentBefore;
        Assert.That((int?)stats["nackCount"], Is.GreaterThan(5), $"{stats}");
        Assert.That((int?)stats["pictures"] - seenBefore, Is.GreaterThan(sent * NearlyAll), $"of {sent}: {stats}");
        int keyFrames = (int)stats["keyFramesDecoded"]! - (int)before["keyFramesDecoded"]!;
        Assert.That(keyFrames, Is.LessThan(5), $"{stats}");
    }

    private static bool Becomes<T>(Func<T> look, Func<T, bool> isSo)
    {
        for (DateTime end = DateTime.UtcNow + Patience; DateTime.UtcNow < end; Thread.Sleep(100))
            if (isSo(look())) return true;
        return false;
    }
}
