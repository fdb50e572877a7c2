using System;
using System.Collections.Concurrent;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using Earshot.Crypto;
using Earshot.Io;
using Earshot.Io.Dtls;
using Earshot.Relay;
using Earshot.Rtc;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;

namespace Earshot.Benchmarks.Playout;

/// <summary>libwebrtc's playout (NetEq), in real time: all traces at once, each as a track of one connection, whose
/// packets a relay delivers when the trace says.</summary>
internal sealed class LibwebrtcListener : IPeerSink, IDisposable
{
    private const int Rate = 48000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Ahead = TimeSpan.FromMilliseconds(400);

    private readonly LineProcess _node;
    private readonly PeerDriver _driver;
    private readonly UdpRelay _relay = new(LinkProfile.Perfect, seed: 1);
    private readonly ReplayedTraces _script;
    private readonly Transceiver[] _tracks;
    private readonly BlockingCollection<string> _told = [];
    private readonly Speech _speech;
    private readonly byte[][][] _packets;
    private readonly int _frameSamples;

    private LibwebrtcListener(Speech speech, byte[][][] packets, int frameSamples, PacketTrace[] traces)
    {
        (_speech, _packets, _frameSamples) = (speech, packets, frameSamples);
        _script = new ReplayedTraces(frameSamples) { Now = () => _relay.Now };
        _relay.FromLeft.Script = _script;
        _node = new LineProcess(Peers.StartNode("Playout/node/playout.js"), OnTold);
        _driver = new PeerDriver(
            new PeerDriverOptions(new BouncyCastleDtls(new SystemRandom()), HardwareSrtpCrypto.OrManaged), this);
        _tracks = new Transceiver[traces.Length];
        for (int i = 0; i < traces.Length; i++)
        {
            int track = i;
            _tracks[i] = _driver.Run((peer, _) =>
                peer.AddTransceiver(MediaKind.Audio, Direction.SendOnly, $"track{track}"));
            _script.Add(_tracks[i].SendSsrc.Value, traces[i]);
        }
    }

    /// <summary>What came of each trace, and how many packets this program was too late with.</summary>
    public static Heard[] Listen(
        Speech speech, byte[][][] packets, int frameSamples, PacketTrace[] traces, out int overdue,
        CancellationToken stop)
    {
        using var listener = new LibwebrtcListener(speech, packets, frameSamples, traces);
        listener.Connect();
        Heard[] heard = listener.Play(stop);
        overdue = listener._script.Overdue;
        return heard;
    }

    public void OnEvent(Instant now, in PeerEvent happened)
    {
    }

    public void Dispose()
    {
        _driver.Dispose();
        _node.Dispose();
        _relay.Dispose();
    }

    private void OnTold(string field, string value)
    {
        switch (field)
        {
            case "answer":
                string answer = _relay.Rewrite(Side.Right, value);
                _told.Add(_driver.Run((peer, now) => peer.TrySetAnswer(now, answer, out string error) ? "" : error));
                break;
            case "candidate":
                string candidate = _relay.Rewrite(Side.Right, value);
                if (candidate.Length > 0)
                    _driver.Run((peer, now) => peer.Ice.TryAddRemoteCandidate(now, candidate, out _));
                break;
            default:
                _told.Add(value);
                break;
        }
    }

    private string Ask(string order, string value)
    {
        _node.Tell(order, value);
        if (_told.TryTake(out string? told, Patience)) return told;
        throw new InvalidOperationException("Node is silent.");
    }

    private void Connect()
    {
        string problem = Ask("answer", _relay.Rewrite(Side.Left, _driver.Run((peer, now) => peer.CreateOffer(now))));
        if (problem.Length > 0) throw new InvalidDataException(problem);
        TimeSpan end = _relay.Now + Patience;
        while (_driver.Run((peer, _) => peer.State) != PeerState.Connected)
        {
            if (_relay.Now > end) throw new InvalidOperationException("libwebrtc does not connect.");
            Thread.Sleep(10);
        }
    }

    private Heard[] Play(CancellationToken stop)
    {
        _script.Begin = _relay.Now + TimeSpan.FromSeconds(1);
        double begin = NodeClockAt(_script.Begin);
        int judged = _speech.JudgedFrom / _frameSamples;
        int judgedEnd = (_speech.JudgedFrom + _speech.JudgedLength) / _frameSamples;
        JsonArray before = [];
        JsonArray after = [];
        for (int packet = 0; packet < _packets[0].Length; packet++)
        {
            stop.ThrowIfCancellationRequested();
            TimeSpan due = _script.Begin + TimeSpan.FromSeconds((double)packet * _frameSamples / Rate) - Ahead;
            while (_relay.Now < due) Thread.Sleep(1);
            for (int track = 0; track < _tracks.Length; track++)
                _driver.TrySend(_tracks[track].Mid, new RtpTime((uint)(packet * _frameSamples)), marker: false,
                    _packets[track][packet]);
            if (packet == judged) before = Counters();
            if (packet == judgedEnd) after = Counters();
        }

        Thread.Sleep(1000);
        string folder = Directory.CreateTempSubdirectory("earshot").FullName;
        Ask("write", folder);
        Heard[] heard = [.. _tracks.Select(track => Read(folder, track, begin, before, after))];
        Directory.Delete(folder, recursive: true);
        return heard;
    }

    // Two processes need not read the same clock: the fastest of some questions tells what theirs says when ours does.
    private double NodeClockAt(TimeSpan moment)
    {
        double offset = 0;
        TimeSpan fastest = TimeSpan.MaxValue;
        for (int i = 0; i < 20; i++)
        {
            TimeSpan asked = _relay.Now;
            double node = double.Parse(Ask("clock", ""), CultureInfo.InvariantCulture);
            TimeSpan took = _relay.Now - asked;
            if (took >= fastest) continue;
            fastest = took;
            offset = node - (asked + took / 2).TotalMilliseconds;
        }

        return moment.TotalMilliseconds + offset;
    }

    private JsonArray Counters() => JsonNode.Parse(Ask("stats", ""))!.AsArray();

    private static Heard Read(string folder, Transceiver track, double begin, JsonArray before, JsonArray after)
    {
        string name = Path.Combine(folder, track.Mid.ToString());
        JsonArray times = JsonNode.Parse(File.ReadAllText(name + ".json"))!.AsArray();
        byte[] pcm = File.ReadAllBytes(name + ".pcm");
        double total = Grown("total");
        return new Heard(
            Recorded.Place(pcm, [.. times.Select(time => (double)time! - begin)]),
            Grown("concealed") / total, (Grown("inserted") + Grown("removed")) / total);

        double Grown(string counter) => Of(after, counter) - Of(before, counter);
        double Of(JsonArray streams, string counter) => (double)streams
            .First(stream => (uint)stream!["ssrc"]! == track.SendSsrc.Value)![counter]!;
    }
}
