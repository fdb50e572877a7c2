#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using Earshot.Rtc.Dtls;
using Earshot.Rtc.Srtp;
using Earshot.Rtc.Wire;
using Org.BouncyCastle.Tls;

namespace Earshot.Io.Dtls
{
    /// <summary>One association. While the handshake lasts, BouncyCastle runs on a thread of its own behind two bounded
    /// queues; afterwards the owner's calls open and seal the records that come and go, data and alerts, since
    /// BouncyCastle's own receive would wait by the wall clock, and its cipher allocate.</summary>
    internal sealed class BouncyCastleHandshake : IDtlsHandshake, DatagramTransport
    {
        private const int StackSize = 256 * 1024;
        private const int MaxQueued = 64;
        private const int LongestRecord = 2048;
        private const byte Warning = 1;

        private readonly DtlsRole _role;
        private readonly DtlsTerms _terms;
        private readonly DtlsCrypto _crypto;
        private readonly bool _inline;
        private readonly Action _wake;
        private readonly Action _release;

        // Guards what follows. The writer is the thread's while that works, and whoever's holds the gate while it idles
        // or has ended. Nothing outside is called under it.
        private readonly object _gate = new object();
        private readonly DtlsRecordWriter _writer;
        private readonly Queue<byte[]> _incoming = new Queue<byte[]>();
        private readonly Queue<byte[]> _outgoing = new Queue<byte[]>();
        private readonly ReplayWindow _replays = new ReplayWindow();
        private DtlsOutcome? _outcome;
        private bool _idle;
        private bool _ended;
        private bool _established;
        private bool _closed;
        private bool _remoteClosed;

        public BouncyCastleHandshake(
            DtlsRole role, DtlsTerms terms, DtlsCrypto crypto, bool inline, Action wake, Action release)
        {
            _role = role;
            _terms = terms;
            _crypto = crypto;
            _writer = new DtlsRecordWriter(crypto);
            _inline = inline;
            _wake = wake;
            _release = release;
        }

        public void Start()
        {
            new Thread(DriveHandshake, StackSize) { IsBackground = true, Name = "Earshot DTLS" }.Start();
            lock (_gate) WaitIfInline();
        }

        public void Refuse(string detail) => End(DtlsOutcome.Failed(CloseReason.DtlsFailed, detail));

        // BouncyCastle gets one record at a time: of a datagram whose first record is of an old epoch it drops the
        // rest, and with it a Finished that was sent again behind its ChangeCipherSpec.
        public DropReason HandleDatagram(ReadOnlySpan<byte> datagram)
        {
            lock (_gate)
            {
                DropReason dropped = DropReason.None;
                while (DtlsRecordHeader.TryParse(datagram, out DtlsRecordHeader header))
                {
                    int length = DtlsRecordHeader.Size + header.Length;
                    DropReason reason = HandleRecord(header, datagram.Slice(0, length));
                    if (reason != DropReason.None) dropped = reason;
                    datagram = datagram.Slice(length);
                }

                if (!_ended && _incoming.Count > 0) Rouse();
                return datagram.IsEmpty ? dropped : DropReason.Malformed;
            }
        }

        public bool TrySeal(Span<byte> datagram, int plaintextLength, out int length)
        {
            length = 0;
            lock (_gate)
            {
                if (!_established || _closed) return false;
                length = _writer.SealInPlace(DtlsContentType.ApplicationData, datagram, plaintextLength);
                return true;
            }
        }

        public bool TryOpen(Span<byte> record, out Span<byte> plaintext)
        {
            plaintext = default;
            lock (_gate)
            {
                if (!_established || _closed) return false;
                if (!DtlsRecordHeader.TryParse(record, out DtlsRecordHeader header) || header.Epoch != 1) return false;
                var seq = new SeqNo(header.Number);
                Span<byte> fragment = record.Slice(DtlsRecordHeader.Size, header.Length);
                if (!_replays.IsFresh(seq) || !_crypto.Cipher!.TryOpen(header, fragment, out plaintext)) return false;
                _replays.Commit(seq);
                return true;
            }
        }

        public void Resend()
        {
            lock (_gate)
            {
                // A thread at work is about to send something better.
                if (_closed || !(_idle || _ended)) return;
                _writer.Resend();
                CollectDatagrams();
            }
        }

        public bool TryPollTransmit(Span<byte> buffer, out int length)
        {
            length = 0;
            lock (_gate)
            {
                if (!_outgoing.TryDequeue(out byte[]? datagram)) return false;
                datagram.CopyTo(buffer);
                length = datagram.Length;
                return true;
            }
        }

        public bool TryPollOutcome(out DtlsOutcome outcome)
        {
            lock (_gate)
            {
                bool happened = _outcome.HasValue;
                outcome = _outcome.GetValueOrDefault();
                _outcome = null;
                return happened;
            }
        }

        public bool TryPollClosed()
        {
            lock (_gate)
            {
                bool happened = _remoteClosed;
                _remoteClosed = false;
                return happened;
            }
        }

        public void Close()
        {
            lock (_gate)
            {
                if (_closed) return;
                _closed = true;
                if (_established) WriteCloseNotify();
                Rouse();
            }
        }

        public void Dispose()
        {
            lock (_gate)
            {
                _closed = true;
                Rouse();
            }
        }

        // Records of the handshake that come after it are repetitions, which the transport answers.
        private DropReason HandleRecord(in DtlsRecordHeader header, ReadOnlySpan<byte> record)
        {
            if (_closed) return DropReason.DtlsUnexpected;
            if (!_ended)
            {
                if (_incoming.Count >= MaxQueued || record.Length > LongestRecord) return DropReason.Overflow;
                _incoming.Enqueue(record.ToArray());
                return DropReason.None;
            }

            if (!_established) return DropReason.DtlsUnexpected;
            return header.Type switch
            {
                DtlsContentType.Alert => HandleAlert(header, record.Slice(DtlsRecordHeader.Size).ToArray()),
                DtlsContentType.Handshake => DropReason.None,
                DtlsContentType.ChangeCipherSpec => DropReason.None,
                _ => DropReason.DtlsUnexpected,
            };
        }

        private void Rouse()
        {
            _idle = false;
            Monitor.PulseAll(_gate);
            WaitIfInline();
        }

        private void WaitIfInline()
        {
            while (_inline && !_idle && !_ended) Monitor.Wait(_gate);
        }

        private bool CollectDatagrams()
        {
            _writer.Flush();
            int before = _outgoing.Count;
            while (_writer.TryTake(out byte[] datagram))
            {
                if (_outgoing.Count < MaxQueued) _outgoing.Enqueue(datagram);
            }

            return _outgoing.Count > before;
        }

        // ---- On the handshake's thread, called by it and by BouncyCastle.

        private void DriveHandshake()
        {
            End(Handshake());
            if (!_inline) _wake();
        }

        private DtlsOutcome Handshake()
        {
            try
            {
                if (_role == DtlsRole.Client) new DtlsClientProtocol().Connect(new DtlsClient(_crypto, _terms), this);
                else new DtlsServerProtocol().Accept(new DtlsServer(_crypto, _terms), this);
                return _terms.Outcome!.Value;
            }
            catch (Exception error)
            {
                return _terms.Outcome is { } known && known.Failure != CloseReason.None
                    ? known
                    : DtlsOutcome.Failed(CloseReason.DtlsFailed, $"The DTLS handshake failed: {error.Message}.");
            }
        }

        private void End(in DtlsOutcome outcome)
        {
            _release();
            lock (_gate)
            {
                CollectDatagrams();
                _incoming.Clear();
                _outcome = outcome;
                _established = outcome.Failure == CloseReason.None;
                _ended = true;
                Monitor.PulseAll(_gate);
            }
        }

        int DatagramReceiver.GetReceiveLimit() => LongestRecord;

        int DatagramSender.GetSendLimit() => DtlsRecordWriter.MaxDatagram;

        // waitMillis is BouncyCastle's resend timer, which has no say here: a wait ends with a record or with us.
        int DatagramReceiver.Receive(byte[] buf, int off, int len, int waitMillis)
        {
            bool sending;
            lock (_gate) sending = CollectDatagrams();
            if (sending && !_inline) _wake();

            lock (_gate)
            {
                while (true)
                {
                    if (_closed) throw new IOException("this side closed it");
                    if (_incoming.TryDequeue(out byte[]? record))
                    {
                        _writer.EndFlight();
                        record.CopyTo(buf, off);
                        return record.Length;
                    }

                    _idle = true;
                    Monitor.PulseAll(_gate);
                    Monitor.Wait(_gate);
                }
            }
        }

        void DatagramSender.Send(byte[] buf, int off, int len)
        {
            ReadOnlySpan<byte> record = buf.AsSpan(off, len);
            if (DtlsRecordHeader.TryParse(record, out DtlsRecordHeader header))
                _writer.Write(header, record.Slice(DtlsRecordHeader.Size));
        }

        void TlsCloseable.Close()
        {
        }

        // ---- After the handshake, on the owner's thread, under the gate.

        private DropReason HandleAlert(in DtlsRecordHeader header, byte[] fragment)
        {
            if (header.Epoch != 1 || !_crypto.Cipher!.TryOpen(header, fragment, out Span<byte> alert))
                return DropReason.BadAuthentication;
            if (alert.Length != 2) return DropReason.Malformed;
            bool isWarning = alert[0] == Warning;
            if (isWarning && alert[1] != AlertDescription.close_notify) return DropReason.None;
            if (isWarning) WriteCloseNotify();
            _remoteClosed = true;
            _closed = true;
            return DropReason.None;
        }

        private void WriteCloseNotify()
        {
            _writer.Write(DtlsContentType.Alert, stackalloc byte[] { Warning, (byte)AlertDescription.close_notify });
            CollectDatagrams();
        }
    }
}
