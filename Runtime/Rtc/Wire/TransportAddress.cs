#nullable enable
using System;
using System.Buffers.Binary;
using System.Net;

namespace Earshot.Rtc.Wire
{
    /// <summary>An IP address and a UDP port as a value (RFC 8445's transport address), so that none is allocated a
    /// packet. IPv4 is kept as IPv4; a mapped IPv6 address is turned into the IPv4 it stands for.</summary>
    public readonly struct TransportAddress : IEquatable<TransportAddress>
    {
        private readonly ulong _high;
        private readonly ulong _low;

        /// <summary>The port, 0 to 65535.</summary>
        public readonly ushort Port;

        /// <summary>True for IPv6.</summary>
        public readonly bool IsV6;

        private TransportAddress(ulong high, ulong low, ushort port, bool isV6)
        {
            _high = high;
            _low = low;
            Port = port;
            IsV6 = isV6;
        }

        /// <summary>From the 4 or 16 address bytes in network order; throws on any other length.</summary>
        public TransportAddress(ReadOnlySpan<byte> address, ushort port)
        {
            Port = port;
            if (address.Length == 4)
            {
                _high = 0;
                _low = BinaryPrimitives.ReadUInt32BigEndian(address);
                IsV6 = false;
                return;
            }

            if (address.Length != 16)
                throw new ArgumentException($"An IP address has 4 or 16 bytes, not {address.Length}.", nameof(address));
            _high = BinaryPrimitives.ReadUInt64BigEndian(address);
            _low = BinaryPrimitives.ReadUInt64BigEndian(address.Slice(8));
            IsV6 = _high != 0 || _low >> 32 != 0xFFFF;
            if (!IsV6) _low &= 0xFFFFFFFF;
        }

        /// <summary>From the framework's classes. Allocates; not for packets.</summary>
        public static TransportAddress From(IPAddress address, int port)
        {
            Span<byte> bytes = stackalloc byte[16];
            address.TryWriteBytes(bytes, out int length);
            return new TransportAddress(bytes.Slice(0, length), checked((ushort)port));
        }

        /// <summary>Reads "192.0.2.1" or "2001:db8::1" (no brackets, no scope) and a port. Names are refused: nothing
        /// here resolves them.</summary>
        public static bool TryParse(string address, int port, out TransportAddress result)
        {
            result = default;
            if (port < 0 || port > 65535 || !IPAddress.TryParse(address, out IPAddress? parsed)) return false;
            result = From(parsed, port);
            return true;
        }

        /// <summary>True when the address is 127.0.0.0/8 or ::1.</summary>
        public bool IsLoopback => IsV6 ? _high == 0 && _low == 1 : _low >> 24 == 127;

        /// <summary>True when the address is in fe80::/10.</summary>
        public bool IsLinkLocal => IsV6 && _high >> 54 == 0x3FA;

        /// <summary>True for <c>default</c> and 0.0.0.0 or ::.</summary>
        public bool IsUnspecified => _high == 0 && _low == 0;

        /// <summary>4 or 16.</summary>
        public int AddressLength => IsV6 ? 16 : 4;

        /// <summary>Writes the 4 or 16 address bytes in network order and returns how many.</summary>
        public int WriteAddressTo(Span<byte> destination)
        {
            if (!IsV6)
            {
                BinaryPrimitives.WriteUInt32BigEndian(destination, (uint)_low);
                return 4;
            }

            BinaryPrimitives.WriteUInt64BigEndian(destination, _high);
            BinaryPrimitives.WriteUInt64BigEndian(destination.Slice(8), _low);
            return 16;
        }

        /// <summary>The same address with another port.</summary>
        public TransportAddress WithPort(ushort port) => new TransportAddress(_high, _low, port, IsV6);

        /// <summary>The framework's address. Allocates; not for packets.</summary>
        public IPAddress ToIPAddress()
        {
            Span<byte> bytes = stackalloc byte[16];
            return new IPAddress(bytes.Slice(0, WriteAddressTo(bytes)));
        }

        /// <summary>The framework's end point. Allocates; not for packets.</summary>
        public IPEndPoint ToIPEndPoint() => new IPEndPoint(ToIPAddress(), Port);

        public static bool operator ==(TransportAddress a, TransportAddress b) => a.Equals(b);

        public static bool operator !=(TransportAddress a, TransportAddress b) => !a.Equals(b);

        public bool Equals(TransportAddress other) =>
            _low == other._low && _high == other._high && Port == other.Port && IsV6 == other.IsV6;

        public override bool Equals(object? obj) => obj is TransportAddress other && Equals(other);

        public override int GetHashCode() => HashCode.Combine(_high, _low, Port);

        public override string ToString() => IsV6 ? $"[{ToIPAddress()}]:{Port}" : $"{ToIPAddress()}:{Port}";
    }
}
