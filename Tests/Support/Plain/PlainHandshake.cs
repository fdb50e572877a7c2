#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Rtc.Dtls;
using Earshot.Rtc.Srtp;
using Earshot.Rtc.Wire;

namespace Earshot.Tests
{
    /// <summary>One association of <see cref="PlainDtls"/>.</summary>
    internal sealed class PlainHandshake : IDtlsHandshake
    {
        private const SrtpProfile Profile = SrtpProfile.Aes128CmHmacSha1Tag80;
        private const int TagSize = 16;
        private const byte ClientHello = 1;
        private const byte ServerHello = 2;

        private readonly DtlsRole _role;
        private readonly Queue<byte[]> _outgoing = new Queue<byte[]>();
        private bool _established;
        private bool _outcomeIsNews;
        private bool _closeIsNews;

        public PlainHandshake(DtlsRole role)
        {
            _role = role;
            if (role == DtlsRole.Client) Resend();
        }

        public DropReason HandleDatagram(ReadOnlySpan<byte> datagram)
        {
            while (DtlsRecordHeader.TryParse(datagram, out DtlsRecordHeader header))
            {
                Handle(header.Type, datagram.Slice(DtlsRecordHeader.Size, header.Length));
                datagram = datagram.Slice(DtlsRecordHeader.Size + header.Length);
            }

            return DropReason.None;
        }

        // The form of AES-GCM's records, with nothing hidden and a tag of zeros.
        public bool TrySeal(Span<byte> datagram, int plaintextLength, out int length)
        {
            length = DtlsTransport.PlaintextOffset + plaintextLength + TagSize;
            int fragment = length - DtlsRecordHeader.Size;
            new DtlsRecordHeader(DtlsContentType.ApplicationData, 0xFEFD, 1, 0, (ushort)fragment).WriteTo(datagram);
            datagram.Slice(DtlsRecordHeader.Size, DtlsTransport.PlaintextOffset - DtlsRecordHeader.Size).Clear();
            datagram.Slice(length - TagSize, TagSize).Clear();
            return true;
        }

        public bool TryOpen(Span<byte> record, out Span<byte> plaintext)
        {
            int length = record.Length - DtlsTransport.PlaintextOffset - TagSize;
            plaintext = length < 0 ? default : record.Slice(DtlsTransport.PlaintextOffset, length);
            return length >= 0;
        }

        public void Resend() =>
            Write(DtlsContentType.Handshake, new[] { _role == DtlsRole.Client ? ClientHello : ServerHello });

        public bool TryPollTransmit(Span<byte> buffer, out int length)
        {
            length = 0;
            if (!_outgoing.TryDequeue(out byte[]? datagram)) return false;
            datagram.CopyTo(buffer);
            length = datagram.Length;
            return true;
        }

        public bool TryPollOutcome(out DtlsOutcome outcome)
        {
            outcome = default;
            if (!_outcomeIsNews) return false;
            _outcomeIsNews = false;
            outcome = DtlsOutcome.Completed(Profile, new byte[SrtpSession.KeyingMaterialLength(Profile)]);
            return true;
        }

        public bool TryPollClosed()
        {
            bool isNews = _closeIsNews;
            _closeIsNews = false;
            return isNews;
        }

        public void Close() => Write(DtlsContentType.Alert, new byte[] { 1, 0 });

        public void Dispose()
        {
        }

        private void Handle(DtlsContentType type, ReadOnlySpan<byte> fragment)
        {
            if (type == DtlsContentType.Handshake && !_established)
            {
                _established = true;
                _outcomeIsNews = true;
                if (_role == DtlsRole.Server) Resend();
            }
            else if (type == DtlsContentType.Alert && _established && fragment.Length == 2 && fragment[1] == 0)
            {
                _closeIsNews = true;
            }
        }

        private void Write(DtlsContentType type, ReadOnlySpan<byte> fragment)
        {
            var record = new byte[DtlsRecordHeader.Size + fragment.Length];
            new DtlsRecordHeader(type, 0xFEFD, 0, _outgoing.Count, (ushort)fragment.Length).WriteTo(record);
            fragment.CopyTo(record.AsSpan(DtlsRecordHeader.Size));
            _outgoing.Enqueue(record);
        }
    }
}
