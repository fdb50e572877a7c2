using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Earshot.Crypto;
using Earshot.Io;
using Earshot.Io.Crypto;
using Earshot.Io.Dtls;
using Earshot.Rtc;
using Earshot.Rtc.Sctp;
using Earshot.Rtc.Wire;

namespace Earshot.Benchmarks.Channels;

/// <summary>Earshot's side of the benchmark, in a process of its own: does what channels.js does.</summary>
internal sealed class ChannelEnd : IPeerSink
{
    private readonly PeerDriverOptions _options;
    private readonly SemaphoreSlim _answered = new(0);
    private readonly SemaphoreSlim _drained = new(0);
    private PeerDriver? _driver;
    private DataChannel? _echo;
    private DataChannel? _bulk;
    private long _due;

    private ChannelEnd(bool managed)
    {
        var crypto = managed ? new ManagedSrtpCrypto() : HardwareSrtpCrypto.OrManaged;
        var dtls = new BouncyCastleDtls(new SystemRandom(), crypto: crypto);
        BouncyCastleDtls.WarmUp();
        _options = new PeerDriverOptions(dtls, crypto) { Addresses = [IPAddress.Loopback] };
    }

    /// <summary>Obeys stdin until it ends.</summary>
    public static void Run(bool managed)
    {
        var end = new ChannelEnd(managed);
        while (Console.ReadLine() is { } line)
        {
            (string order, JsonNode? value) = JsonNode.Parse(line)!.AsObject().GetAt(0);
            try
            {
                end.Obey(order, value!.ToString());
            }
            catch (InvalidDataException wrong)
            {
                Tell("failed", wrong.Message);
            }
        }
    }

    public void OnEvent(Instant now, in PeerEvent happened)
    {
        DataChannel? channel = happened.Channel;
        if (happened.Kind == PeerEventKind.BufferedAmountLow) _drained.Release();
        else if (happened.Kind == PeerEventKind.DataChannelMessage) Handle(channel!, happened);
        else if (happened.Kind == PeerEventKind.DataChannelOpened && channel == _bulk)
            Task.Run(() => Tell("open", "")); // away from the driver's gate
    }

    private void Handle(DataChannel channel, in PeerEvent message)
    {
        if (channel == _echo || channel == _bulk) _answered.Release();
        else if (channel.Label == "echo") _driver!.TrySend(channel, message.Payload.Span, message.IsText);
        else if (message.IsText)
            _due = long.Parse(Encoding.UTF8.GetString(message.Payload.Span), CultureInfo.InvariantCulture);
        else if ((_due -= message.Payload.Length) <= 0) _driver!.TrySend(channel, "done");
    }

    private void Obey(string order, string value)
    {
        switch (order)
        {
            case "offer":
                _driver = new PeerDriver(_options, this);
                Tell("offer", _driver.Run((peer, now) =>
                {
                    _echo = peer.CreateDataChannel(now, "echo");
                    _bulk = peer.CreateDataChannel(now, "bulk");
                    _bulk.BufferedAmountLowThreshold = 1 << 19;
                    return peer.CreateOffer(now);
                }));
                break;
            case "answer":
                _driver = new PeerDriver(_options, this);
                Tell("answer", _driver.Run((peer, now) =>
                {
                    if (!peer.TrySetOffer(now, value, out string error)) throw new InvalidDataException(error);
                    return peer.CreateAnswer(now);
                }));
                break;
            case "accept":
                _driver!.Run((peer, now) => peer.TrySetAnswer(now, value, out string error)
                    ? true
                    : throw new InvalidDataException(error));
                break;
            case "echo":
                Tell("echo", MeasureEcho(int.Parse(value, CultureInfo.InvariantCulture)));
                break;
            case "bulk":
                Tell("bulk", MeasureBulk(long.Parse(value, CultureInfo.InvariantCulture)));
                break;
            case "close":
                _driver!.Dispose();
                Tell("closed", "");
                break;
            default:
                throw new InvalidDataException($"'{order}' is no order.");
        }
    }

    private string MeasureEcho(int trips)
    {
        var message = new byte[1024];
        var times = new List<double>(trips);
        for (int i = 0; i < trips; i++)
        {
            long begin = Stopwatch.GetTimestamp();
            _driver!.TrySend(_echo!, message);
            _answered.Wait();
            times.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
        }

        return string.Join(' ', times.ConvertAll(time => time.ToString(CultureInfo.InvariantCulture)));
    }

    private string MeasureBulk(long bytes)
    {
        var message = new byte[16384];
        while (_drained.Wait(0))
        {
            // One of the last bulk.
        }

        long begin = Stopwatch.GetTimestamp();
        _driver!.TrySend(_bulk!, bytes.ToString(CultureInfo.InvariantCulture));
        for (long sent = 0; sent < bytes; sent += message.Length)
            while (!_driver.TrySend(_bulk!, message))
                _drained.Wait();
        _answered.Wait();
        return Stopwatch.GetElapsedTime(begin).TotalSeconds.ToString(CultureInfo.InvariantCulture);
    }

    private static void Tell(string field, string value)
    {
        lock (typeof(ChannelEnd)) Console.WriteLine(new JsonObject { [field] = value }.ToJsonString());
    }
}
