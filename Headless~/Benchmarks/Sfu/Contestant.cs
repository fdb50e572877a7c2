using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net;
using System.Threading;

namespace Earshot.Benchmarks.Sfu;

/// <summary>An SFU in a process of its own, with those who speak and listen.</summary>
internal sealed class Contestant : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly BlockingCollection<string> _told = [];
    private readonly LineProcess _sfu;
    private readonly List<LoadPeer> _speakers = [];
    private readonly List<LoadPeer> _listeners = [];

    public Contestant(string name, ProcessStartInfo start)
    {
        Name = name;
        _sfu = new LineProcess(start, (_, value) => _told.Add(value));
    }

    public string Name { get; }

    public Latencies Latencies { get; } = new();

    /// <summary>Packets that arrived.</summary>
    public long Received => _listeners.Sum(listener => listener.Received);

    /// <summary>Has everybody connect.</summary>
    public void Connect(IPAddress address, int speakers, int listeners, int payloadBytes)
    {
        for (int i = 0; i < speakers; i++) Join(_speakers, "publish", 0);
        for (int i = 0; i < listeners; i++) Join(_listeners, "pull", speakers);

        void Join(List<LoadPeer> peers, string verb, int tracks)
        {
            var peer = new LoadPeer(address, tracks, payloadBytes, Latencies);
            peers.Add(peer);
            peer.Accept(Ask(verb, peer.Offer));
            for (var clock = Stopwatch.StartNew(); !peer.IsConnected; Thread.Sleep(5))
                if (clock.Elapsed > Patience) throw new TimeoutException($"{Name} did not connect.");
        }
    }

    /// <summary>The processor time it has used, in microseconds, and the packets it has forwarded.</summary>
    public (double Microseconds, double Forwarded) Used()
    {
        string[] parts = Ask("used", "").Split(' ');
        return (double.Parse(parts[0]), double.Parse(parts[1]));
    }

    /// <summary>Everybody speaks, 50 times a second, one after the other.</summary>
    public void Speak(TimeSpan duration, CancellationToken stop)
    {
        double interval = 0.020 / _speakers.Count;
        int spoken = 0;
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < duration; Thread.Sleep(1))
        {
            stop.ThrowIfCancellationRequested();
            for (; spoken * interval < clock.Elapsed.TotalSeconds; spoken++)
                _speakers[spoken % _speakers.Count].Speak();
        }
    }

    public void Dispose()
    {
        foreach (LoadPeer peer in _speakers.Concat(_listeners)) peer.Dispose();
        _sfu.Dispose();
    }

    private string Ask(string field, string value)
    {
        _sfu.Tell(field, value);
        return _told.TryTake(out string? answer, Patience)
            ? answer
            : throw new TimeoutException($"{Name} did not answer.");
    }
}
