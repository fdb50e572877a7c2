using System;
using System.Collections.Generic;
using System.Net.Sockets;

namespace Earshot.Sfu.Loop;

/// <summary>The datagrams of one turn of the loop, sent together at its end: what goes to the same peer goes down to
/// the system in one piece where that can be, and in the order it was queued. The more the loop has to catch up on,
/// the more that is. Nothing here allocates for a datagram. Owner: the loop's thread.</summary>
internal sealed class SendBatch
{
    private const int MaxDatagrams = 4096;
    private const int MaxBytes = 1 << 20;

    private readonly byte[] _bytes = GC.AllocateArray<byte>(MaxBytes, pinned: true);
    private readonly Datagram[] _datagrams = new Datagram[MaxDatagrams];
    private readonly List<Destination> _destinations = new(MaxDatagrams);
    private readonly LinuxSender? _linux = LinuxSender.TryMake();
    private int _count;
    private int _used;

    /// <summary>A waiting datagram, and the next one to the same peer.</summary>
    internal record struct Datagram(int Offset, int Length, int Next);

    /// <summary>Datagrams that the system refused, for want of room or route.</summary>
    public long Refused { get; private set; }

    /// <summary>Copies a datagram, to be sent by the next <see cref="Flush"/> at the latest.</summary>
    public void Add(Destination to, ReadOnlySpan<byte> datagram)
    {
        if (_count == MaxDatagrams || _used + datagram.Length > MaxBytes) Flush();
        datagram.CopyTo(_bytes.AsSpan(_used));
        _datagrams[_count] = new Datagram(_used, datagram.Length, Destination.None);
        if (to.First == Destination.None)
        {
            to.First = _count;
            _destinations.Add(to);
        }
        else
        {
            _datagrams[to.Last].Next = _count;
        }

        to.Last = _count++;
        _used += datagram.Length;
    }

    /// <summary>Sends all that waits.</summary>
    public void Flush()
    {
        if (_count == 0) return;
        foreach (Destination to in _destinations)
        {
            if (_linux != null) _linux.Add(to, _bytes, _datagrams);
            else SendSingly(to);
            to.First = to.Last = Destination.None;
        }

        if (_linux != null) Refused += _linux.Flush();
        _destinations.Clear();
        _count = _used = 0;
    }

    private void SendSingly(Destination to)
    {
        for (int i = to.First; i != Destination.None; i = _datagrams[i].Next)
        {
            try
            {
                ReadOnlySpan<byte> datagram = _bytes.AsSpan(_datagrams[i].Offset, _datagrams[i].Length);
                to.From.Socket.SendTo(datagram, SocketFlags.None, to.Address);
            }
            catch (SocketException)
            {
                Refused++;
            }
        }
    }
}
