using System;
using System.Collections.Concurrent;
using System.Diagnostics;

namespace Earshot.Benchmarks.Receive;

/// <summary>A process that receives, and the way to send to it.</summary>
internal abstract class Receiver : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly BlockingCollection<string> _marks = [];

    protected Receiver(string name, ProcessStartInfo start)
    {
        Name = name;
        Process = new LineProcess(start, (field, value) =>
        {
            if (field == "mark") _marks.Add(value);
            else OnTold(field, value);
        });
    }

    public string Name { get; }

    protected LineProcess Process { get; }

    /// <summary>Returns once packets get through.</summary>
    public abstract void Connect();

    /// <summary>Sends one packet of a track.</summary>
    public abstract void Send(int track, uint time, ReadOnlySpan<byte> payload);

    /// <summary>What it has used and seen up to now.</summary>
    public Mark Ask()
    {
        Process.Tell("mark", "");
        if (!_marks.TryTake(out string? mark, Patience)) throw new InvalidOperationException($"{Name} is silent.");
        return Mark.Parse(mark);
    }

    public virtual void Dispose() => Process.Dispose();

    protected abstract void OnTold(string field, string value);
}
