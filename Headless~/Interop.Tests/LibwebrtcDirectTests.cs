using System.Linq;
using Earshot.Rtc;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;
using Newtonsoft.Json.Linq;
using NUnit.Framework;

namespace Earshot.Tests;

/// <summary>libwebrtc and our peer without an SFU between: two full ICE agents, either one the offerer, either one the
/// DTLS client. Sound both ways on one section.</summary>
public sealed class LibwebrtcDirectTests
{
    private const double NearlyAll = 0.9;
    private const string Free = "a=setup:actpass";
    private const string Active = "a=setup:active";

    [Test]
    public void LibwebrtcOffers([Values] bool weAreClient)
    {
        using var script = new NodeScript("direct.js", "offerer");
        using var us = new DirectPeer();
        string offer = (string)script.Hear("sdp")!;
        Assert.That(offer, Does.Contain(Free));
        if (!weAreClient) offer = offer.Replace(Free, Active);
        (Mid mid, string answer) = us.Driver.Run((peer, now) =>
        {
            Assert.That(peer.TrySetOffer(now, offer, out string error), Is.True, error);
            Transceiver section = peer.Transceivers.Single();
            peer.SetDirection(section, Direction.SendRecv);
            return (section.Mid, peer.CreateAnswer(now));
        });
        Assert.That(answer, Does.Contain(weAreClient ? Active : "a=setup:passive"));
        script.Tell("sdp", answer);
        AssertBothHear(script, us, mid, weAreClient ? "server" : "client", "controlling");
    }

    [Test]
    public void LibwebrtcAnswers([Values] bool weAreClient)
    {
        using var script = new NodeScript("direct.js", "answerer");
        using var us = new DirectPeer();
        (Transceiver section, string offer) = us.Driver.Run((peer, now) =>
        {
            Transceiver added = peer.AddTransceiver(MediaKind.Audio, Direction.SendRecv, "mic");
            return (added, peer.CreateOffer(now));
        });
        script.Tell("sdp", weAreClient ? offer.Replace(Free, Active) : offer);
        string answer = (string)script.Hear("sdp")!;
        Assert.That(answer, Does.Contain(weAreClient ? "a=setup:passive" : Active));
        string problem = us.Driver.Run((peer, now) => peer.TrySetAnswer(now, answer, out string error) ? "" : error);
        Assert.That(problem, Is.Empty);
        AssertBothHear(script, us, section.Mid, weAreClient ? "server" : "client", "controlled");
    }

    private static void AssertBothHear(NodeScript script, DirectPeer us, Mid mid, string dtlsRole, string iceRole)
    {
        using var speaker = new ToneSpeaker(
            660, (time, marker, payload) => us.Driver.TrySend(mid, time, marker, payload));
        Assert.That((double)script.Hear("heard"), Is.GreaterThan(NearlyAll), "libwebrtc hears us");
        Assert.That(us.Ear.Hears(440), Is.GreaterThan(NearlyAll), "we hear libwebrtc");
        JToken transport = script.Hear("transport");
        Assert.That((string?)transport["dtlsState"], Is.EqualTo("connected"));
        Assert.That((string?)transport["dtlsRole"], Is.EqualTo(dtlsRole), "libwebrtc's");
        Assert.That((string?)transport["iceRole"], Is.EqualTo(iceRole), "libwebrtc's");
        Assert.That(script.Complaints, Is.Empty);
    }
}
