using System;
using System.Net;
using Earshot.Io;
using Earshot.Io.Crypto;
using Earshot.Io.Dtls;
using Earshot.Rtc;
using Earshot.Rtc.Wire;

namespace Earshot.Tests;

/// <summary>Our peer connection with a full ICE agent on loopback, and an ear for whatever comes.</summary>
internal sealed class DirectPeer : IPeerSink, IDisposable
{
    public DirectPeer()
    {
        var dtls = new BouncyCastleDtls(new SystemRandom());
        var options = new PeerDriverOptions(dtls, new ManagedSrtpCrypto()) { Addresses = [IPAddress.Loopback] };
        Driver = new PeerDriver(options, this);
    }

    public PeerDriver Driver { get; }

    public ToneEar Ear { get; } = new();

    public void Dispose()
    {
        Driver.Dispose();
        Ear.Dispose();
    }

    void IPeerSink.OnEvent(Instant now, in PeerEvent happened)
    {
        if (happened.Kind == PeerEventKind.Rtp)
            Ear.OnRtp(now, happened.Seq, happened.Time, happened.Marker, happened.Payload.Span);
    }
}
