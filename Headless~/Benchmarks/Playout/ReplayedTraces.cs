using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using Earshot.Relay;

namespace Earshot.Benchmarks.Playout;

/// <summary>Gives each RTP packet of several voices the fate its trace has for it, at a time counted from a common
/// beginning. They must be sent before they are due.</summary>
internal sealed class ReplayedTraces(int frameSamples) : ILinkScript
{
    private const int RtcpFirst = 192;
    private const int RtcpLast = 223;

    private readonly Dictionary<uint, (PacketTrace Trace, ushort? First)> _voices = [];

    /// <summary>When the speech begins, by the relay's clock.</summary>
    public TimeSpan Begin { get; set; }

    /// <summary>How many packets came too late to be on time.</summary>
    public int Overdue { get; private set; }

    public Func<TimeSpan> Now { get; set; } = () => TimeSpan.Zero;

    public void Add(uint ssrc, PacketTrace trace) => _voices.Add(ssrc, (trace, null));

    public bool TryFate(ReadOnlySpan<byte> datagram, out TimeSpan? arrival)
    {
        arrival = null;
        bool isRtp = datagram.Length > 12 && datagram[0] >> 6 == 2 && datagram[1] is < RtcpFirst or > RtcpLast;
        if (!isRtp) return false;
        uint ssrc = BinaryPrimitives.ReadUInt32BigEndian(datagram[8..]);
        if (!_voices.TryGetValue(ssrc, out (PacketTrace Trace, ushort? First) voice)) return false;
        ushort seq = BinaryPrimitives.ReadUInt16BigEndian(datagram[2..]);
        if (voice.First == null) _voices[ssrc] = voice = (voice.Trace, seq);
        int packet = (ushort)(seq - voice.First!.Value);
        if (packet >= voice.Trace.Delays.Length) return true;
        arrival = voice.Trace.ArrivalOf(packet, frameSamples) + Begin;
        if (arrival < Now()) Overdue++;
        return true;
    }
}
