using System;
using System.Linq;
using System.Threading;
using Earshot.Relay;
using Newtonsoft.Json.Linq;
using NUnit.Framework;

namespace Earshot.Tests;

/// <summary>libwebrtc's video, as our peer receives it: what libwebrtc makes of our feedback.</summary>
[Category("libwebrtc")]
public sealed class LibwebrtcVideoTests
{
    private const double FirstEstimate = 300_000; // bit/s, where libwebrtc begins
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Test]
    public void OurFeedbackRaisesItsEstimate()
    {
        using var us = new VideoReceiver(LinkProfile.Perfect, "640", "360");
        Assert.That(Becomes(() => us.Stats("candidate-pair"),
            pairs => pairs.Any(pair => (double?)pair["availableOutgoingBitrate"] > 3 * FirstEstimate)));
    }

    [TestCase(0.02)]
    [TestCase(0.1)]
    public void LostPacketsComeAgain(double loss)
    {
        var link = new LinkProfile
        {
            Delay = TimeSpan.FromMilliseconds(20),
            Loss = loss,
            Reordering = 0.01,
            Duplication = 0.01,
        };
        using var us = new VideoReceiver(link, "640", "360");
        // What does not come again is still under way, or a key frame has made up for it.
        Assert.That(Becomes(() => us.Video, video =>
            video.RetransmittedPacketsReceived >= Math.Max(15, video.PacketsLost / 2)));
        JToken sent = us.Stats("outbound-rtp").Single();
        Assert.That((int?)sent["retransmittedPacketsSent"], Is.GreaterThanOrEqualTo(15), sent.ToString());
        Assert.That((int?)sent["nackCount"], Is.GreaterThan(0), sent.ToString());
        Assert.That(Becomes(() => us.Stats("remote-inbound-rtp").Single(), report => (int?)report["packetsLost"] > 0),
            "we report the network's loss, not what is left of it");
    }

    [Test]
    public void SimulcastLayersAreToldApartByRid()
    {
        using var us = new VideoReceiver(LinkProfile.Perfect, "1280", "720", "f", "h", "q");
        Assert.That(Becomes(() => us.Rids, rids => rids.Length == 3), string.Join(' ', us.Rids));
        Assert.That(us.Rids, Is.EqualTo(new[] { "f", "h", "q" }));
    }

    private static bool Becomes<T>(Func<T> look, Func<T, bool> isSo)
    {
        for (DateTime end = DateTime.UtcNow + Patience; DateTime.UtcNow < end; Thread.Sleep(200))
            if (isSo(look())) return true;
        return false;
    }
}
