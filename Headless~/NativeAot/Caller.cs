using System;
using System.Net;
using System.Threading;
using Earshot.Io;
using Earshot.Io.Crypto;
using Earshot.Io.Dtls;
using Earshot.Rtc;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;

namespace Earshot.NativeAot;

/// <summary>One end of the call: counts what it hears.</summary>
internal sealed class Caller : IPeerSink, IDisposable
{
    private int _heard;

    public Caller()
    {
        var options = new PeerDriverOptions(new BouncyCastleDtls(new SystemRandom()), new ManagedSrtpCrypto())
        {
            Addresses = [IPAddress.Loopback],
        };
        Driver = new PeerDriver(options, this);
    }

    public PeerDriver Driver { get; }

    /// <summary>Packets that came, authenticated and decrypted.</summary>
    public int Heard => Volatile.Read(ref _heard);

    public PeerState State => Driver.Run((peer, _) => peer.State);

    /// <summary>The offer or answer that says this end both speaks and listens.</summary>
    public string Offer(out Mid mid)
    {
        (string offer, mid) = Driver.Run((peer, now) =>
        {
            Transceiver voice = peer.AddTransceiver(MediaKind.Audio, Direction.SendRecv, "voice");
            return (peer.CreateOffer(now), voice.Mid);
        });
        return offer;
    }

    public string Answer(string offer) => Driver.Run((peer, now) =>
    {
        if (!peer.TrySetOffer(now, offer, out string error)) throw new InvalidOperationException(error);
        peer.SetDirection(peer.Transceivers[0], Direction.SendRecv);
        return peer.CreateAnswer(now);
    });

    public void Accept(string answer) => Driver.Run((peer, now) =>
        peer.TrySetAnswer(now, answer, out string error) ? true : throw new InvalidOperationException(error));

    void IPeerSink.OnEvent(Instant now, in PeerEvent happened)
    {
        if (happened.Kind == PeerEventKind.Rtp) Interlocked.Increment(ref _heard);
    }

    public void Dispose() => Driver.Dispose();
}
