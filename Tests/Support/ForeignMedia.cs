#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Io.Crypto;
using Earshot.Rtc;
using Earshot.Rtc.Dtls;
using Earshot.Rtc.Rtcp;
using Earshot.Rtc.Rtp;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Srtp;
using Earshot.Rtc.Wire;

namespace Earshot.Tests
{
    /// <summary>Speaks to the right side of a connected <see cref="PeerPair"/> under the left side's keys, packet by
    /// packet, as another stack might, and reads the RTCP that comes back.</summary>
    public sealed class ForeignMedia
    {
        private readonly PeerPair _pair;
        private readonly SrtpSession _srtp;
        private readonly byte[] _buffer = new byte[1500];

        public ForeignMedia(PeerPair pair)
        {
            _pair = pair;
            bool isClient = pair.LeftKeys.Role == DtlsRole.Client;
            DtlsOutcome keys = pair.LeftKeys.Outcome;
            _srtp = new SrtpSession(new ManagedSrtpCrypto(), keys.Profile, keys.KeyingMaterial, isClient);
            pair.Passes = Listen;
        }

        /// <summary>The compound RTCP packets of the right side, decrypted, each with the time it was sent.</summary>
        public List<(Instant At, byte[] Compound)> Heard { get; } = new List<(Instant, byte[])>();

        /// <summary>Sees each compound packet as it is sent.</summary>
        public Action<byte[]> Hears { get; set; } = _ => { };

        /// <summary>A protected RTP packet.</summary>
        public byte[] Protect(
            Ssrc ssrc, Codec codec, long seq, byte[] payload, uint time = 0, params (int Id, byte[] Value)[] extensions)
        {
            var header = new RtpHeader(codec.PayloadType, false, new SeqNo(seq).Wire, new RtpTime(time), ssrc);
            var writer = new HeaderExtensionWriter(_buffer, header.WriteTo(_buffer));
            foreach ((int id, byte[] value) in extensions)
                if (!writer.TryWrite(id, value)) throw new ArgumentException($"Extension {id} does not fit.");
            int length = writer.Finish();
            payload.CopyTo(_buffer, length);
            _srtp.TryProtectRtp(_buffer, length + payload.Length, new SeqNo(seq), out int protectedLength);
            return _buffer.AsSpan(0, protectedLength).ToArray();
        }

        /// <summary>Gives the right side an RTP packet, now.</summary>
        public void Send(
            Ssrc ssrc, Codec codec, long seq, byte[] payload, params (int Id, byte[] Value)[] extensions) =>
            _pair.Inject(_pair.Right, Protect(ssrc, codec, seq, payload, 0, extensions));

        /// <summary>Protects what may or may not be an RTP packet; null when SRTP does not take it for one.</summary>
        public byte[]? TryProtect(ReadOnlySpan<byte> plain)
        {
            plain.CopyTo(_buffer);
            RtpHeader.TryParse(plain, out RtpHeader header);
            bool isRtp = _srtp.TryProtectRtp(_buffer, plain.Length, new SeqNo(header.WireSeq), out int length);
            return isRtp ? _buffer.AsSpan(0, length).ToArray() : null;
        }

        /// <summary>A protected RTP packet of nothing but padding.</summary>
        public byte[] ProtectPadding(
            Ssrc ssrc, Codec codec, long seq, byte length, params (int Id, byte[] Value)[] extensions)
        {
            var header = new RtpHeader(codec.PayloadType, false, new SeqNo(seq).Wire, default, ssrc);
            var writer = new HeaderExtensionWriter(_buffer, header.WriteTo(_buffer));
            foreach ((int id, byte[] value) in extensions) writer.TryWrite(id, value);
            int end = writer.Finish() + length;
            _buffer[0] |= 0x20;
            _buffer[end - 1] = length;
            _srtp.TryProtectRtp(_buffer, end, new SeqNo(seq), out int protectedLength);
            return _buffer.AsSpan(0, protectedLength).ToArray();
        }

        /// <summary>A protected compound RTCP packet.</summary>
        public byte[] ProtectRtcp(ReadOnlySpan<byte> compound)
        {
            compound.CopyTo(_buffer);
            _srtp.TryProtectRtcp(_buffer, compound.Length, out int protectedLength);
            return _buffer.AsSpan(0, protectedLength).ToArray();
        }

        /// <summary>Gives the right side a compound RTCP packet, now.</summary>
        public void SendRtcp(ReadOnlySpan<byte> compound) => _pair.Inject(_pair.Right, ProtectRtcp(compound));

        /// <summary>The sequence numbers of all NACKs heard for a stream, in order.</summary>
        public List<ushort> Nacked(Ssrc media)
        {
            var nacked = new List<ushort>();
            foreach ((_, byte[] compound) in Heard) ReadNacks(compound, media, nacked);
            return nacked;
        }

        /// <summary>The sequence numbers of a compound packet's NACKs for a stream.</summary>
        public static void ReadNacks(byte[] compound, Ssrc media, List<ushort> nacked)
        {
            var reader = new RtcpReader(compound);
            while (reader.TryRead(out RtcpPacket packet))
            {
                if (!GenericNack.TryParse(packet, out GenericNack nack) || nack.Media != media) continue;
                while (nack.TryRead(out ushort wireSeq)) nacked.Add(wireSeq);
            }
        }

        /// <summary>How many PLI and FIR were heard for a stream.</summary>
        public int KeyFrameRequests(Ssrc media)
        {
            int count = 0;
            foreach ((_, byte[] compound) in Heard)
            {
                var reader = new RtcpReader(compound);
                while (reader.TryRead(out RtcpPacket packet))
                {
                    if (PictureLossIndication.TryParse(packet, out var pli) && pli.Media == media) count++;
                    if (FullIntraRequest.TryParse(packet, out var fir) && fir[0].Media == media) count++;
                }
            }

            return count;
        }

        private bool Listen(Transmit transmit)
        {
            ReadOnlySpan<byte> datagram = transmit.Datagram;
            if (transmit.Local != _pair.Right.Address || datagram[0] < 128 || !RtcpPacket.IsRtcp(datagram)) return true;
            byte[] copy = datagram.ToArray();
            if (!_srtp.TryUnprotectRtcp(copy, out int length, out DropReason dropped))
                throw new InvalidOperationException($"RTCP of the right side was not read: {dropped}.");
            byte[] compound = copy.AsSpan(0, length).ToArray();
            Heard.Add((_pair.Now, compound));
            Hears(compound);
            return true;
        }
    }
}
