using System;
using System.Collections.Concurrent;
using System.Net;
using System.Threading;
using Earshot.Io;
using Earshot.Io.Crypto;
using Earshot.Io.Dtls;
using Earshot.Rtc;
using Earshot.Rtc.Ice;
using Earshot.Rtc.Wire;

namespace Earshot.Tests;

/// <summary>Our peer connection over relays only, which tells its candidates as it finds them.</summary>
internal sealed class TricklingPeer : IPeerSink, IDisposable
{
    private static readonly BouncyCastleDtls Dtls = new(new SystemRandom());

    private int _packets;

    /// <summary>Without a server it waits for <see cref="PeerDriver.ReplaceServers"/>.</summary>
    public TricklingPeer(IceServer? server = null, string? thumbprint = null)
    {
        Driver = new PeerDriver(
            new PeerDriverOptions(Dtls, new ManagedSrtpCrypto())
            {
                Addresses = [IPAddress.Loopback],
                IceServers = server == null ? [] : [server],
                IceTransportPolicy = IceTransportPolicy.Relay,
                ValidateServerCertificate = (_, certificate, _, _) => certificate?.GetCertHashString() == thumbprint,
            },
            this);
        if (server == null) Driver.Run((peer, _) => peer.Ice.AwaitServers = true);
    }

    public PeerDriver Driver { get; }

    /// <summary>What is still to be told to the other side; empty strings end the gathering.</summary>
    public ConcurrentQueue<string> Candidates { get; } = [];

    public int Packets => Volatile.Read(ref _packets);

    public PeerState State => Driver.Run((peer, _) => peer.State);

    /// <summary>The kind of candidate media leaves from now.</summary>
    public bool IsRelayed => Driver.Run((peer, _) =>
        peer.Ice.TryGetSelected(out TransportAddress local, out TransportAddress _) &&
        peer.Ice.LocalCandidates[0].Kind == CandidateKind.Relayed && peer.Ice.LocalCandidates[0].Address == local);

    public void Dispose() => Driver.Dispose();

    void IPeerSink.OnEvent(Instant now, in PeerEvent happened)
    {
        switch (happened.Kind)
        {
            case PeerEventKind.Rtp:
                Interlocked.Increment(ref _packets);
                break;
            case PeerEventKind.LocalCandidate:
                Candidates.Enqueue(happened.Candidate!);
                break;
            case PeerEventKind.GatheringComplete:
                Candidates.Enqueue("");
                break;
        }
    }
}
