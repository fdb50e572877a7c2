#nullable enable
using System.Collections.Generic;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Earshot.Io
{
    /// <summary>The addresses of this machine that a peer can be reached at: its host candidates.</summary>
    public static class LocalAddresses
    {
        /// <summary>More would make a socket and a thread each for container bridges no one talks through.</summary>
        private const int MaxAddresses = 8;

        // TEST-NET-1 (RFC 5737) and the documentation prefix (RFC 3849). Connecting a UDP socket sends nothing.
        private static readonly IPAddress SomewhereV4 = IPAddress.Parse("192.0.2.1");
        private static readonly IPAddress SomewhereV6 = IPAddress.Parse("2001:db8::1");

        /// <summary>The unicast addresses of all interfaces that are up, the default route's first and loopback last.
        /// Link-local ones are skipped: they need a scope, which a candidate cannot carry. Never empty.</summary>
        public static IReadOnlyList<IPAddress> List()
        {
            List<IPAddress> addresses = ListDefaultRoutes();
            AddInterfaces(addresses);
            addresses.RemoveAll(IPAddress.IsLoopback);
            int excess = addresses.Count + 1 - MaxAddresses;
            if (excess > 0) addresses.RemoveRange(addresses.Count - excess, excess);
            addresses.Add(IPAddress.Loopback);
            return addresses;
        }

        /// <summary>The addresses that the default routes leave from, at most one a family. That is one kB of garbage,
        /// where <see cref="List"/> makes 70.</summary>
        public static List<IPAddress> ListDefaultRoutes()
        {
            var addresses = new List<IPAddress>();
            AddDefaultRoute(addresses, SomewhereV4);
            AddDefaultRoute(addresses, SomewhereV6);
            return addresses;
        }

        private static void AddDefaultRoute(List<IPAddress> addresses, IPAddress somewhere)
        {
            try
            {
                using var socket = new Socket(somewhere.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
                socket.Connect(somewhere, 9);
                Add(addresses, ((IPEndPoint)socket.LocalEndPoint).Address);
            }
            catch (SocketException)
            {
                // No route of that family.
            }
        }

        private static void AddInterfaces(List<IPAddress> addresses)
        {
            try
            {
                foreach (NetworkInterface network in NetworkInterface.GetAllNetworkInterfaces())
                {
                    if (network.OperationalStatus == OperationalStatus.Down) continue;
                    foreach (UnicastIPAddressInformation unicast in network.GetIPProperties().UnicastAddresses)
                        Add(addresses, unicast.Address);
                }
            }
            catch (NetworkInformationException)
            {
                // Android since 11 and some consoles do not list interfaces; the default routes must do.
            }
        }

        private static void Add(List<IPAddress> addresses, IPAddress address)
        {
            if (IsUsable(address) && !addresses.Contains(address)) addresses.Add(address);
        }

        private static bool IsUsable(IPAddress address)
        {
            if (address.AddressFamily == AddressFamily.InterNetworkV6)
                return !address.IsIPv6LinkLocal && !address.IsIPv6Multicast && !address.IsIPv4MappedToIPv6;
            byte[] bytes = address.GetAddressBytes();
            return !(bytes[0] == 169 && bytes[1] == 254) && !address.Equals(IPAddress.Any);
        }
    }
}
