using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Earshot.Relay;

/// <summary>Waits for the first of several sockets to have something, or for a moment to come. On Linux to a fraction
/// of a millisecond, without spinning; elsewhere to a millisecond, which is all that <see cref="Socket.Select"/>
/// gives.</summary>
internal sealed class SocketWait
{
    private const short Readable = 1;

    private readonly Socket[] _sockets;
    private readonly PollEntry[] _entries;

    public SocketWait(IEnumerable<Socket> sockets)
    {
        _sockets = [.. sockets];
        _entries = [.. _sockets.Select(socket => new PollEntry { Descriptor = (int)socket.Handle, Wanted = Readable })];
    }

    /// <summary>Adds the places of the sockets that have something to <paramref name="ready"/>.</summary>
    public void Wait(TimeSpan longest, List<int> ready)
    {
        if (longest < TimeSpan.Zero) longest = TimeSpan.Zero;
        if (OperatingSystem.IsLinux()) WaitByPoll(longest, ready);
        else WaitBySelect(longest, ready);
    }

    private void WaitByPoll(TimeSpan longest, List<int> ready)
    {
        var time = new TimeSpec
        {
            Seconds = (nint)(longest.Ticks / TimeSpan.TicksPerSecond),
            Nanoseconds = (nint)(longest.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick),
        };
        if (Poll(_entries, (nuint)_entries.Length, ref time, 0) <= 0) return;
        for (int i = 0; i < _entries.Length; i++)
            if (_entries[i].Happened != 0) ready.Add(i);
    }

    private void WaitBySelect(TimeSpan longest, List<int> ready)
    {
        List<Socket> readable = [.. _sockets];
        Socket.Select(readable, null, null, longest + TimeSpan.FromMilliseconds(1));
        ready.AddRange(readable.Select(socket => Array.IndexOf(_sockets, socket)));
    }

    [DllImport("libc", EntryPoint = "ppoll")]
    private static extern int Poll([In, Out] PollEntry[] entries, nuint count, ref TimeSpec longest, nint signals);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry
    {
        public int Descriptor;
        public short Wanted;
        public short Happened;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
