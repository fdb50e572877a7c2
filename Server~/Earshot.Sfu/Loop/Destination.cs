using System.Net;
using Earshot.Rtc.Wire;

namespace Earshot.Sfu.Loop;

/// <summary>Where datagrams of a session go, and which of them wait to be sent there. Owner: the loop's
/// thread.</summary>
internal sealed class Destination(BoundSocket from, TransportAddress remote)
{
    /// <summary>No datagram, in <see cref="First"/> and <see cref="Last"/>.</summary>
    public const int None = -1;

    /// <summary>The socket to send from.</summary>
    public BoundSocket From => from;

    /// <summary>Who is sent to.</summary>
    public TransportAddress Remote => remote;

    /// <summary>The same as the system wants it.</summary>
    public SocketAddress Address { get; } = remote.ToIPEndPoint().Serialize();

    /// <summary>The waiting datagrams, a chain through the batch they wait in.</summary>
    public int First { get; set; } = None;

    /// <summary>The end of that chain.</summary>
    public int Last { get; set; } = None;
}
