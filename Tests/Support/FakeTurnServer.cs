#nullable enable
using System;
using System.Collections.Generic;
using System.Text;
using Earshot.Rtc.Stun;
using Earshot.Rtc.Turn;
using Earshot.Rtc.Wire;

namespace Earshot.Tests
{
    /// <summary>A STUN and TURN server without sockets (RFC 8656): Binding, long-term credentials, allocations,
    /// permissions and channels with their lifetimes, and a script of refusals.</summary>
    public sealed class FakeTurnServer
    {
        public const string Username = "anna";
        public const string Password = "sesame";
        private const string Realm = "example.org";

        private readonly Dictionary<TransportAddress, Allocation> _allocations =
            new Dictionary<TransportAddress, Allocation>();
        private readonly StunIntegrity _key =
            StunIntegrity.LongTerm(Username, Encoding.ASCII.GetBytes(Realm), Password);
        private readonly List<Datagram> _out = new List<Datagram>();
        private int _nonce = 1;
        private ushort _nextPort = 50_000;

        public static readonly TransportAddress Address = IcePair.Address("203.0.113.1", 3478);

        /// <summary>In seconds.</summary>
        public uint Lifetime { get; set; } = 600;

        /// <summary>Codes to refuse the next authentic requests of a method with, in order.</summary>
        public Dictionary<StunMethod, Queue<int>> Refusals { get; } = new Dictionary<StunMethod, Queue<int>>();

        /// <summary>The methods of the requests that came, in order; unsigned ones too.</summary>
        public List<StunMethod> Requests { get; } = new List<StunMethod>();

        public int Allocations => _allocations.Count;

        public int ChannelsSeen { get; private set; }

        public int IndicationsSeen { get; private set; }

        /// <summary>What the server sends: from itself to a client, or from a relayed address to a peer.</summary>
        public readonly struct Datagram
        {
            public readonly TransportAddress From;
            public readonly TransportAddress To;
            public readonly byte[] Bytes;

            public Datagram(TransportAddress from, TransportAddress to, byte[] bytes)
            {
                From = from;
                To = to;
                Bytes = bytes;
            }
        }

        /// <summary>From now on the old nonce is stale.</summary>
        public void ChangeNonce() => _nonce++;

        public bool IsRelayed(TransportAddress address) => FindRelayed(address) != null;

        /// <summary>Takes what a client sent.</summary>
        public IReadOnlyList<Datagram> HandleClient(Instant now, TransportAddress client, byte[] bytes)
        {
            _out.Clear();
            Expire(now);
            if (ChannelMessage.TryParse(bytes, out int channel, out int length))
                HandleChannel(client, channel, bytes.AsSpan(ChannelMessage.HeaderLength, length));
            else if (StunMessage.TryParse(bytes, out StunMessage message))
            {
                if (message.Class == StunClass.Indication) HandleSend(now, client, message);
                else if (message.Class == StunClass.Request) HandleRequest(now, client, message);
            }

            return _out;
        }

        /// <summary>Takes what a peer sent to a relayed address.</summary>
        public IReadOnlyList<Datagram> HandlePeer(
            Instant now, TransportAddress relayed, TransportAddress peer, byte[] data)
        {
            _out.Clear();
            Expire(now);
            Allocation? allocation = FindRelayed(relayed);
            if (allocation == null || !allocation.IsPermitted(now, peer)) return _out;
            var buffer = new byte[2048];
            if (allocation.Channels.TryGetValue(peer, out int channel))
            {
                int length = ChannelMessage.Write(buffer, channel, data, padded: false);
                Send(Address, allocation.Client, buffer.AsSpan(0, length));
                return _out;
            }

            var id = new TransactionId(new byte[12]);
            var indication = new StunWriter(buffer, StunClass.Indication, StunMethod.Data, id);
            indication.WriteXorAddress(StunAttribute.XorPeerAddress, peer);
            indication.Write(StunAttribute.Data, data);
            Send(Address, allocation.Client, buffer.AsSpan(0, indication.Length));
            return _out;
        }

        private void HandleChannel(TransportAddress client, int channel, ReadOnlySpan<byte> data)
        {
            ChannelsSeen++;
            if (!_allocations.TryGetValue(client, out Allocation? allocation)) return;
            foreach (KeyValuePair<TransportAddress, int> bound in allocation.Channels)
            {
                if (bound.Value != channel) continue;
                Send(allocation.Relayed, bound.Key, data);
            }
        }

        private void HandleSend(Instant now, TransportAddress client, in StunMessage message)
        {
            IndicationsSeen++;
            if (!_allocations.TryGetValue(client, out Allocation? allocation)) return;
            message.TryGetXorAddress(StunAttribute.XorPeerAddress, out TransportAddress peer);
            message.TryFind(StunAttribute.Data, out ReadOnlySpan<byte> data);
            if (allocation.IsPermitted(now, peer)) Send(allocation.Relayed, peer, data);
        }

        private void HandleRequest(Instant now, TransportAddress client, in StunMessage request)
        {
            Requests.Add(request.Method);
            if (request.Method == StunMethod.Binding)
            {
                Tell(client, request);
                return;
            }

            if (!request.IsSignedWith(_key))
            {
                Refuse(client, request, 401, withNonce: true);
                return;
            }

            request.TryFind(StunAttribute.Nonce, out ReadOnlySpan<byte> nonce);
            if (Encoding.ASCII.GetString(nonce) != Nonce)
            {
                Refuse(client, request, 438, withNonce: true);
                return;
            }

            if (Refusals.TryGetValue(request.Method, out Queue<int>? codes) && codes.Count > 0)
            {
                Refuse(client, request, codes.Dequeue(), withNonce: false);
                return;
            }

            _allocations.TryGetValue(client, out Allocation? allocation);
            if (allocation == null && request.Method != StunMethod.Allocate)
            {
                Refuse(client, request, 437, withNonce: false);
                return;
            }

            Grant(now, client, allocation, request);
        }

        private void Grant(Instant now, TransportAddress client, Allocation? allocation, in StunMessage request)
        {
            var buffer = new byte[512];
            var response = new StunWriter(buffer, StunClass.Success, request.Method, request.TransactionId);
            request.TryGetXorAddress(StunAttribute.XorPeerAddress, out TransportAddress peer);
            switch (request.Method)
            {
                case StunMethod.Allocate:
                    if (allocation == null)
                    {
                        TransportAddress relayed = Address.WithPort(_nextPort++);
                        allocation = new Allocation { Client = client, Relayed = relayed };
                        _allocations.Add(client, allocation);
                    }

                    allocation.ExpiresAt = now + TimeSpan.FromSeconds(Lifetime);
                    response.WriteXorAddress(StunAttribute.XorRelayedAddress, allocation.Relayed);
                    response.WriteXorMappedAddress(client);
                    response.WriteUInt32(StunAttribute.Lifetime, Lifetime);
                    break;
                case StunMethod.Refresh:
                    bool isLast = request.TryGetUInt32(StunAttribute.Lifetime, out uint seconds) && seconds == 0;
                    if (isLast) _allocations.Remove(client);
                    allocation!.ExpiresAt = now + TimeSpan.FromSeconds(Lifetime);
                    response.WriteUInt32(StunAttribute.Lifetime, isLast ? 0 : Lifetime);
                    break;
                case StunMethod.ChannelBind:
                    request.TryGetUInt32(StunAttribute.ChannelNumber, out uint number);
                    allocation!.Channels[peer] = (int)(number >> 16);
                    goto case StunMethod.CreatePermission;
                case StunMethod.CreatePermission:
                    allocation!.Permissions[peer.WithPort(0)] = now + TimeSpan.FromMinutes(5);
                    break;
            }

            response.WriteIntegrity(_key);
            Send(Address, client, buffer.AsSpan(0, response.Length));
        }

        private void Tell(TransportAddress client, in StunMessage request)
        {
            var buffer = new byte[64];
            var response = new StunWriter(buffer, StunClass.Success, StunMethod.Binding, request.TransactionId);
            response.WriteXorMappedAddress(client);
            Send(Address, client, buffer.AsSpan(0, response.Length));
        }

        private string Nonce => $"nonce-{_nonce}";

        private void Refuse(TransportAddress client, in StunMessage request, int code, bool withNonce)
        {
            var buffer = new byte[512];
            var response = new StunWriter(buffer, StunClass.Error, request.Method, request.TransactionId);
            response.WriteErrorCode((StunErrorCode)code, "No");
            if (withNonce)
            {
                response.Write(StunAttribute.Realm, Encoding.ASCII.GetBytes(Realm));
                response.Write(StunAttribute.Nonce, Encoding.ASCII.GetBytes(Nonce));
            }

            if (code == 300)
                response.Write(StunAttribute.AlternateServer, Hex.Bytes("0001 0d96 cb007107"));
            Send(Address, client, buffer.AsSpan(0, response.Length));
        }

        private void Send(TransportAddress from, TransportAddress to, ReadOnlySpan<byte> bytes) =>
            _out.Add(new Datagram(from, to, bytes.ToArray()));

        private Allocation? FindRelayed(TransportAddress address)
        {
            foreach (Allocation allocation in _allocations.Values)
            {
                if (allocation.Relayed == address) return allocation;
            }

            return null;
        }

        private void Expire(Instant now)
        {
            foreach (Allocation allocation in new List<Allocation>(_allocations.Values))
            {
                if (now >= allocation.ExpiresAt) _allocations.Remove(allocation.Client);
            }
        }

        private sealed class Allocation
        {
            public TransportAddress Client;
            public TransportAddress Relayed;
            public Instant ExpiresAt;
            public readonly Dictionary<TransportAddress, Instant> Permissions =
                new Dictionary<TransportAddress, Instant>();
            public readonly Dictionary<TransportAddress, int> Channels = new Dictionary<TransportAddress, int>();

            public bool IsPermitted(Instant now, TransportAddress peer) =>
                Permissions.TryGetValue(peer.WithPort(0), out Instant until) && now < until;
        }
    }
}
