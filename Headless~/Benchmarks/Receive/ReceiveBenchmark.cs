using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace Earshot.Benchmarks.Receive;

/// <summary>What a received packet costs the process that receives: 50 tracks of 50 packets a second, as an SFU would
/// forward them, spread over time. Nothing is decoded, but by libwebrtc, which cannot leave it.</summary>
public sealed class ReceiveBenchmark : IBenchmark
{
    /// <summary>The hidden verb under which this program is a receiving peer.</summary>
    public const string PeerVerb = "receiving-peer";

    /// <summary>The hidden verb under which it is a bare socket.</summary>
    public const string SocketVerb = "receiving-socket";

    private const int Tracks = 50;
    private const int PacketsASecond = 50;
    private const int TicksAPacket = 48_000 / PacketsASecond;
    private const int PayloadLength = 80;
    private const int Rounds = 5;

    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(4);
    // While another has its turn there is silence, after which a stack sorts itself out again.
    private static readonly TimeSpan Wakeup = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Warmup = TimeSpan.FromSeconds(3);

    private uint _time;

    public string Name => "receive";

    public string Description => "50 received tracks of 50 packets a second: processor time and bytes a packet.";

    public Task MeasureAsync(Report report, CancellationToken stop)
    {
        List<Receiver> receivers =
        [
            new SocketReceiver("one UDP hop", Peers.StartEarshot(SocketVerb)),
            new PeerReceiver("Earshot", Peers.StartEarshot(PeerVerb), Tracks),
        ];
        try
        {
            if (Peers.HasLibwebrtc(report))
                receivers.Add(new PeerReceiver("libwebrtc", Peers.StartNode("Receive/node/receive.js"), Tracks));
            report.Progress($"{Tracks} tracks to each of {string.Join(", ", receivers.Select(one => one.Name))}");
            receivers.ForEach(receiver => receiver.Connect());
            receivers.ForEach(receiver => Feed(receiver, Warmup, stop));
            report.Add(Measure(report, receivers, stop));
        }
        finally
        {
            receivers.ForEach(receiver => receiver.Dispose());
        }

        return Task.CompletedTask;
    }

    private Table Measure(Report report, List<Receiver> receivers, CancellationToken stop)
    {
        var turns = receivers.ToDictionary(receiver => receiver, _ => new List<(Mark Used, int Sent)>());
        for (int round = 0; round < Rounds; round++)
        {
            report.Progress($"round {round + 1} of {Rounds}");
            foreach (Receiver receiver in receivers)
            {
                Feed(receiver, Wakeup, stop);
                Mark before = receiver.Ask();
                int sent = Feed(receiver, Turn, stop);
                turns[receiver].Add((receiver.Ask() - before, sent));
            }
        }

        var table = new Table(
            $"{Tracks} tracks of {PacketsASecond} packets a second, {PayloadLength} bytes of payload",
            "us a packet", "least", "most", "B a packet", "received", $"x {receivers[0].Name}");
        double floor = Median(turns[receivers[0]]);
        foreach (Receiver receiver in receivers)
        {
            List<(Mark Used, int Sent)> own = turns[receiver];
            IEnumerable<double> costs = own.Select(turn => turn.Used.Microseconds / turn.Sent);
            bool counts = own.Sum(turn => turn.Used.Packets) > 0;
            table.Add(
                receiver.Name, Median(own), costs.Min(), costs.Max(),
                counts ? own.Min(turn => turn.Used.Bytes / turn.Sent) : null,
                counts ? own.Sum(turn => turn.Used.Packets) / own.Sum(turn => turn.Sent) : null,
                Median(own) / floor);
        }

        return table;
    }

    private static double Median(List<(Mark Used, int Sent)> turns) =>
        turns.Select(turn => turn.Used.Microseconds / turn.Sent).Order().ElementAt(turns.Count / 2);

    /// <summary>Sends to one of them in real time; how many packets.</summary>
    private int Feed(Receiver receiver, TimeSpan duration, CancellationToken stop)
    {
        Span<byte> payload = stackalloc byte[PayloadLength];
        new Random(1).NextBytes(payload);
        payload[0] = 0x78; // Opus: CELT, 20 ms, one frame
        int sent = 0;
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < duration; Thread.Sleep(1))
        {
            stop.ThrowIfCancellationRequested();
            int due = (int)(clock.Elapsed.TotalSeconds * Tracks * PacketsASecond);
            for (; sent < due; sent++)
            {
                int track = sent % Tracks;
                if (track == 0) _time += TicksAPacket;
                receiver.Send(track, _time, payload);
            }
        }

        return sent;
    }
}
