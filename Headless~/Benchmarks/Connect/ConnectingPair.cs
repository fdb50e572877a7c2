using System;
using System.Diagnostics;
using System.Threading;
using Earshot.Relay;

namespace Earshot.Benchmarks.Connect;

/// <summary>Two processes of one kind that connect to each other again and again through a relay. Signalling is
/// instant: what one tells reaches the other through two pipes.</summary>
internal sealed class ConnectingPair : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly LineProcess _left;
    private readonly LineProcess _right;
    private readonly SemaphoreSlim _connected = new(0);
    private readonly SemaphoreSlim _closed = new(0);
    private volatile UdpRelay? _relay;
    private volatile string? _failure;

    public ConnectingPair(string name, Func<ProcessStartInfo> start)
    {
        Name = name;
        _left = new LineProcess(start(), (field, value) => Carry(Side.Left, field, value));
        _right = new LineProcess(start(), (field, value) => Carry(Side.Right, field, value));
    }

    public string Name { get; }

    /// <summary>From the order to offer until both sides say that they are connected, in milliseconds; null when they
    /// do not within 20 s.</summary>
    public double? Connect(LinkProfile profile, int seed)
    {
        using var relay = new UdpRelay(profile, seed);
        _relay = relay;
        long begin = Stopwatch.GetTimestamp();
        _left.Tell("offer", "");
        bool isConnected = _connected.Wait(Patience) && _connected.Wait(Patience);
        double milliseconds = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
        if (_failure != null) throw new InvalidOperationException($"{Name}: {_failure}");
        _left.Tell("close", "");
        _right.Tell("close", "");
        _closed.Wait(Patience);
        _closed.Wait(Patience);
        while (_connected.Wait(0))
        {
            // One that came after all.
        }

        return isConnected ? milliseconds : null;
    }

    public void Dispose()
    {
        _left.Dispose();
        _right.Dispose();
    }

    private void Carry(Side from, string field, string value)
    {
        LineProcess other = from == Side.Left ? _right : _left;
        switch (field)
        {
            case "offer":
                other.Tell("answer", _relay!.Rewrite(from, value));
                break;
            case "answer":
                other.Tell("accept", _relay!.Rewrite(from, value));
                break;
            case "candidate":
                string candidate = _relay!.Rewrite(from, value);
                if (candidate.Length > 0) other.Tell("candidate", candidate);
                break;
            case "connected":
                _connected.Release();
                break;
            case "closed":
                _closed.Release();
                break;
            default:
                _failure = value;
                _connected.Release(2);
                break;
        }
    }
}
