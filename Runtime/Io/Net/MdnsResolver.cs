#nullable enable
using System;
using System.Net;
using System.Net.Sockets;
using Earshot.Rtc.Wire;

namespace Earshot.Io
{
    /// <summary>Resolves the mDNS names behind which browsers hide their addresses
    /// (https://www.rfc-editor.org/rfc/rfc6762#section-5). Asked from port 5353 where that can be shared, so that
    /// answers to the whole group are heard; else from any port, and whoever honours one-shot queries answers there.
    /// Only the local link is asked: the network's DNS knows no such name.</summary>
    public static class MdnsResolver
    {
        private const int Port = 5353;

        private static readonly IPAddress Group = IPAddress.Parse("224.0.0.251");
        private static readonly TimeSpan[] AskAfter =
        {
            TimeSpan.Zero, TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(600), TimeSpan.FromSeconds(1.5),
        };

        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

        /// <summary>Asks and waits, for three seconds at most. False when nobody answered.</summary>
        public static bool TryResolve(string name, out IPAddress? address)
        {
            address = null;
            try
            {
                using Socket socket = Open();
                return TryAsk(socket, name, out address);
            }
            catch (SocketException)
            {
                return false; // no multicast here: containers, VPNs, some phones
            }
        }

        private static Socket Open()
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            try
            {
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
                try
                {
                    socket.Bind(new IPEndPoint(IPAddress.Any, Port));
                }
                catch (SocketException)
                {
                    socket.Bind(new IPEndPoint(IPAddress.Any, 0));
                }

                socket.SetSocketOption(
                    SocketOptionLevel.IP, SocketOptionName.AddMembership, new MulticastOption(Group));
                socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastTimeToLive, 255);
                return socket;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        private static bool TryAsk(Socket socket, string name, out IPAddress? address)
        {
            byte[] query = MdnsMessage.Query(name);
            var buffer = new byte[9000];
            var clock = new MonotonicClock();
            Instant begin = clock.Now;
            for (int asked = 0; ;)
            {
                TimeSpan elapsed = clock.Now - begin;
                if (elapsed >= Patience) break;
                if (asked < AskAfter.Length && elapsed >= AskAfter[asked])
                {
                    socket.SendTo(query, new IPEndPoint(Group, Port));
                    asked++;
                }

                TimeSpan next = asked < AskAfter.Length ? AskAfter[asked] : Patience;
                if (next <= elapsed) continue;
                if (!socket.Poll((int)((next - elapsed).Ticks / 10), SelectMode.SelectRead)) continue;
                EndPoint from = new IPEndPoint(IPAddress.Any, 0);
                int length = socket.ReceiveFrom(buffer, ref from);
                if (MdnsMessage.TryFindAddress(buffer.AsSpan(0, length), name, out address)) return true;
            }

            address = null;
            return false;
        }
    }
}
