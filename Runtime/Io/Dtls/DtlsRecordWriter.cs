#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Rtc.Dtls;

namespace Earshot.Io.Dtls
{
    /// <summary>Numbers, seals and packs the records one association sends, several to a datagram
    /// (RFC 6347 section 4.1.1), and keeps the last flight to send it again under new numbers.
    /// Used by the handshake's thread until that ends, then by the association's owner.</summary>
    internal sealed class DtlsRecordWriter
    {
        /// <summary>Longest datagram: fits every path WebRTC meets, with room for TURN and IPv6 headers.</summary>
        public const int MaxDatagram = 1200;

        private const ushort Dtls12 = 0xFEFD;

        private readonly DtlsCrypto _crypto;
        private readonly List<Record> _flight = new List<Record>();
        private readonly Queue<byte[]> _datagrams = new Queue<byte[]>();
        private readonly byte[] _packed = new byte[MaxDatagram];
        private readonly long[] _numbers = new long[2];
        private int _packedLength;
        private bool _answered;

        public DtlsRecordWriter(DtlsCrypto crypto) => _crypto = crypto;

        /// <summary>Says that something came: the next handshake record that is not a repetition begins a
        /// flight.</summary>
        public void EndFlight() => _answered = true;

        /// <summary>Takes a record in the clear; its number is replaced.</summary>
        public void Write(in DtlsRecordHeader header, ReadOnlySpan<byte> plaintext)
        {
            var record = new Record(header, plaintext.ToArray());
            bool isOfAFlight =
                header.Type == DtlsContentType.Handshake || header.Type == DtlsContentType.ChangeCipherSpec;
            if (!isOfAFlight || TryRemember(record)) Pack(record);
        }

        /// <summary>Writes a record of epoch 1 that is not part of a flight.</summary>
        public void Write(DtlsContentType type, ReadOnlySpan<byte> plaintext) =>
            Pack(new Record(new DtlsRecordHeader(type, Dtls12, 1, 0, 0), plaintext.ToArray()));

        /// <summary>Makes a datagram of one record of epoch 1, whose plaintext stands at
        /// <see cref="DtlsTransport.PlaintextOffset"/>, and gives its length.</summary>
        public int SealInPlace(DtlsContentType type, Span<byte> datagram, int plaintextLength)
        {
            var header = new DtlsRecordHeader(type, Dtls12, 1, _numbers[1]++, (ushort)plaintextLength);
            int fragmentLength = plaintextLength + RecordCipher.Overhead;
            header.WithLength((ushort)fragmentLength).WriteTo(datagram);
            _crypto.Cipher!.Seal(header, datagram.Slice(DtlsRecordHeader.Size, fragmentLength));
            return DtlsRecordHeader.Size + fragmentLength;
        }

        /// <summary>Writes the last flight again.</summary>
        public void Resend()
        {
            foreach (Record record in _flight) Pack(record);
        }

        /// <summary>Ends the datagram under way.</summary>
        public void Flush()
        {
            if (_packedLength == 0) return;
            _datagrams.Enqueue(_packed.AsSpan(0, _packedLength).ToArray());
            _packedLength = 0;
        }

        /// <summary>Takes the next ended datagram.</summary>
        public bool TryTake(out byte[] datagram) => _datagrams.TryDequeue(out datagram);

        // BouncyCastle writes its flight again by itself when the other side repeats the one before. When to do that is
        // the transport's to decide.
        private bool TryRemember(Record record)
        {
            if (_flight.Exists(known => known.Equals(record))) return false;
            if (_answered) _flight.Clear();
            _answered = false;
            _flight.Add(record);
            return true;
        }

        private void Pack(in Record record)
        {
            ushort epoch = record.Header.Epoch;
            var header = new DtlsRecordHeader(
                record.Header.Type, record.Header.Version, epoch, _numbers[epoch]++, (ushort)record.Plaintext.Length);
            int overhead = epoch == 0 ? 0 : RecordCipher.Overhead;
            int length = DtlsRecordHeader.Size + record.Plaintext.Length + overhead;
            if (_packedLength + length > MaxDatagram) Flush();

            Span<byte> destination = _packed.AsSpan(_packedLength, length);
            Span<byte> fragment = destination.Slice(DtlsRecordHeader.Size);
            header.WithLength((ushort)fragment.Length).WriteTo(destination);
            record.Plaintext.CopyTo(epoch == 0 ? fragment : fragment.Slice(RecordCipher.NonceSize));
            if (epoch != 0) _crypto.Cipher!.Seal(header, fragment);
            _packedLength += length;
        }

        private readonly struct Record
        {
            public readonly DtlsRecordHeader Header;
            public readonly byte[] Plaintext;

            public Record(DtlsRecordHeader header, byte[] plaintext)
            {
                Header = header;
                Plaintext = plaintext;
            }

            public bool Equals(Record other) =>
                Header.Type == other.Header.Type && Plaintext.AsSpan().SequenceEqual(other.Plaintext);
        }
    }
}
