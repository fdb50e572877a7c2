using System;
using System.Linq;
using System.Threading;
using Earshot.Relay;
using Newtonsoft.Json.Linq;
using NUnit.Framework;

namespace Earshot.Tests;

/// <summary>libwebrtc's video, and what libwebrtc makes of the limits that we tell it by REMB.</summary>
[Category("libwebrtc")]
public sealed class LibwebrtcHeedsOurLimitTests
{
    private const long Limit = 200_000; // bit/s
    private const double Heeded = 1.25; // an encoder hits its rate no better
    private const double Free = 1.6;
    private static readonly string[] Usual = ["nack", "nack pli", "goog-remb"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(2);

    /// <summary>Without transport-wide feedback it goes by our own estimate of the path when there is no
    /// ceiling.</summary>
    [Test]
    public void ItsVideoFallsToOurCeiling_AndComesBack([Values] bool hasTransportFeedback)
    {
        string[] feedback = hasTransportFeedback ? [.. Usual, "transport-cc"] : Usual;
        using var us = new VideoReceiver(LinkProfile.Perfect, feedback, ["320", "180"]);
        Assert.That(Becomes(us, rate => rate > Free * Limit), Is.True, "it has more to send");
        Tell(us, Limit);
        Assert.That(Becomes(us, rate => rate < Heeded * Limit), Is.True, "it heeds the ceiling");
        if (hasTransportFeedback) Assert.That(us.Stats("candidate-pair").Any(KeepsToTheLimit), Is.True);
        Tell(us, null);
        Assert.That(Becomes(us, rate => rate > Free * Limit), Is.True, "the ceiling is gone");
    }

    private static void Tell(VideoReceiver us, long? limit) => us.Driver.Run((peer, now) =>
    {
        peer.SetReceiveBandwidth(now, limit);
        return true;
    });

    private static bool KeepsToTheLimit(JToken path) => (double?)path["availableOutgoingBitrate"] is > 0 and <= Limit;

    private static bool Becomes(VideoReceiver us, Func<double, bool> isSo)
    {
        for (DateTime end = DateTime.UtcNow + Patience; DateTime.UtcNow < end;)
        {
            long before = us.Video.BytesReceived;
            Thread.Sleep(Span);
            if (isSo((us.Video.BytesReceived - before) * 8 / Span.TotalSeconds)) return true;
        }

        return false;
    }
}
