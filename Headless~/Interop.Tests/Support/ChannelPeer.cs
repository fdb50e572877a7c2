using System;
using System.Collections.Concurrent;
using System.Net;
using Earshot.Io;
using Earshot.Io.Crypto;
using Earshot.Io.Dtls;
using Earshot.Rtc;
using Earshot.Rtc.Sctp;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests;

/// <summary>Our peer connection on loopback, and what comes of its data channels. Those that the other side makes are
/// echoed on.</summary>
internal sealed class ChannelPeer : IPeerSink, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly BlockingCollection<DataChannel> _opened = [];
    private readonly BlockingCollection<DataChannel> _closed = [];
    private readonly BlockingCollection<(DataChannel, bool, byte[])> _messages = [];
    private readonly ConcurrentDictionary<DataChannel, bool> _ours = [];

    public ChannelPeer()
    {
        var dtls = new BouncyCastleDtls(new SystemRandom());
        var options = new PeerDriverOptions(dtls, new ManagedSrtpCrypto()) { Addresses = [IPAddress.Loopback] };
        Driver = new PeerDriver(options, this);
    }

    public PeerDriver Driver { get; }

    public DataChannel Create(string label, DataChannelInit? init = null)
    {
        DataChannel channel = Driver.Run((peer, now) => peer.CreateDataChannel(now, label, init));
        _ours[channel] = true;
        return channel;
    }

    /// <summary>The next channel that opens.</summary>
    public DataChannel NextOpened() => Next(_opened, "channel opened");

    /// <summary>The next channel that closes.</summary>
    public DataChannel NextClosed() => Next(_closed, "channel closed");

    /// <summary>The next message on a channel of ours.</summary>
    public (DataChannel Channel, bool IsText, byte[] Payload) NextMessage() => Next(_messages, "message came");

    public void Dispose()
    {
        Driver.Dispose();
        _opened.Dispose();
        _closed.Dispose();
        _messages.Dispose();
    }

    void IPeerSink.OnEvent(Instant now, in PeerEvent happened)
    {
        switch (happened.Kind)
        {
            case PeerEventKind.DataChannelOpened:
                _opened.Add(happened.Channel!);
                break;
            case PeerEventKind.DataChannelClosed:
                _closed.Add(happened.Channel!);
                break;
            case PeerEventKind.DataChannelMessage when _ours.ContainsKey(happened.Channel!):
                _messages.Add((happened.Channel!, happened.IsText, happened.Payload.ToArray()));
                break;
            case PeerEventKind.DataChannelMessage:
                Driver.TrySend(happened.Channel!, happened.Payload.Span, happened.IsText);
                break;
        }
    }

    private T Next<T>(BlockingCollection<T> queue, string what)
    {
        if (!queue.TryTake(out T? item, Patience)) Assert.Fail($"No {what}. {Driver.Fault}");
        return item!;
    }
}
