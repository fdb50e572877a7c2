using System;
using System.Net;

namespace Earshot.Relay;

/// <summary>A datagram on its way.</summary>
internal readonly record struct Flight(byte[] Buffer, int Length, Front From, SocketAddress To)
{
    public ReadOnlySpan<byte> Datagram => Buffer.AsSpan(0, Length);
}
