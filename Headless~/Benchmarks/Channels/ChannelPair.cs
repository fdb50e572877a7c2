using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Earshot.Relay;

namespace Earshot.Benchmarks.Channels;

/// <summary>Two processes of one kind with two data channels between them, straight over loopback or through a
/// relay.</summary>
internal sealed class ChannelPair : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly LineProcess _left;
    private readonly LineProcess _right;
    private readonly BlockingCollection<(string Field, string Value)> _told = [];
    private UdpRelay? _relay;

    public ChannelPair(string name, Func<ProcessStartInfo> start)
    {
        Name = name;
        _left = new LineProcess(start(), (field, value) => _told.Add((field, value)));
        _right = new LineProcess(start(), (field, value) => _told.Add((field, value)));
    }

    public string Name { get; }

    /// <summary>Connects the two; <paramref name="relay"/> null means straight.</summary>
    public void Open(UdpRelay? relay)
    {
        _relay = relay;
        _left.Tell("offer", "");
        _right.Tell("answer", Through(Side.Left, Hear("offer")));
        _left.Tell("accept", Through(Side.Right, Hear("answer")));
        Hear("open");
    }

    /// <summary>Round trips of 1 kB, one after the other, in milliseconds.</summary>
    public double[] Echo(int trips)
    {
        _left.Tell("echo", trips.ToString(CultureInfo.InvariantCulture));
        return Array.ConvertAll(Hear("echo").Split(' '), time => double.Parse(time, CultureInfo.InvariantCulture));
    }

    /// <summary>Sends that much in messages of 16 kB until the other side says that it has all; in Mbit/s.</summary>
    public double Bulk(long bytes)
    {
        _left.Tell("bulk", bytes.ToString(CultureInfo.InvariantCulture));
        return bytes * 8 / 1e6 / double.Parse(Hear("bulk"), CultureInfo.InvariantCulture);
    }

    public void Close()
    {
        _left.Tell("close", "");
        _right.Tell("close", "");
        Hear("closed");
        Hear("closed");
    }

    public void Dispose()
    {
        _left.Dispose();
        _right.Dispose();
        _told.Dispose();
    }

    private string Through(Side from, string description) => _relay?.Rewrite(from, description) ?? description;

    private string Hear(string field)
    {
        if (!_told.TryTake(out (string Field, string Value) told, Patience))
            throw new TimeoutException($"{Name} never told '{field}'.");
        if (told.Field != field) throw new InvalidOperationException($"{Name}: {told.Field} {told.Value}");
        return told.Value;
    }
}
