using System.Net;
using System.Net.Sockets;
using Earshot.Rtc.Wire;

namespace Earshot.Sfu.Loop;

/// <summary>A socket, the address it is bound to, and room for the address that a datagram came from.</summary>
internal sealed record BoundSocket(Socket Socket, TransportAddress Address, SocketAddress Sender);
