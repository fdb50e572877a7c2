#nullable enable
using System;
using System.Collections.Generic;
using System.Text;
using Earshot.Rtc.Dtls;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>Application data under an association's keys: each record opens once, whenever it comes.</summary>
    public sealed class DtlsRecordTests
    {
        private readonly byte[] _datagram = new byte[1500];
        private DtlsPair _pair = null!;

        [SetUp]
        public void Connect()
        {
            _pair = new DtlsPair();
            Assert.That(_pair.Client.TrySeal(_datagram, 10, out _), Is.False, "there are no keys yet");
            _pair.Start();
            _pair.RunUntilEnded(TimeSpan.FromSeconds(5));
        }

        [TearDown]
        public void Dispose() => _pair.Dispose();

        [Test]
        public void RecordsOpen_InAnyOrder_Once([Values] bool toServer)
        {
            var records = new List<byte[]>();
            for (int i = 0; i < 500; i++) records.Add(Seal(toServer, $"message {i}"));
            var chance = new Random(1);
            for (int i = records.Count - 1; i > 0; i--)
            {
                int other = chance.Next(i + 1);
                (records[i], records[other]) = (records[other], records[i]);
            }

            var seen = new HashSet<string>();
            foreach (byte[] record in records)
            {
                byte[] again = (byte[])record.Clone();
                Assert.That(TryOpen(toServer, record, out string text), Is.True);
                Assert.That(seen.Add(text), Is.True);
                Assert.That(TryOpen(toServer, again, out _), Is.False, "repeated");
            }

            Assert.That(seen.Contains("message 499"), Is.True);
        }

        [Test]
        public void AForgedRecord_IsRefused_AndSpoilsNothing()
        {
            byte[] genuine = Seal(toServer: true, "genuine");
            for (int bit = 0; bit < genuine.Length * 8; bit++)
            {
                byte[] forged = (byte[])genuine.Clone();
                forged[bit / 8] ^= (byte)(1 << (bit % 8));
                Assert.That(TryOpen(toServer: true, forged, out _), Is.False, $"bit {bit}");
            }

            for (int length = 0; length < genuine.Length; length++)
                Assert.That(TryOpen(toServer: true, genuine.AsSpan(0, length).ToArray(), out _), Is.False);
            Assert.That(TryOpen(toServer: false, (byte[])genuine.Clone(), out _), Is.False, "its own sender's");
            Assert.That(TryOpen(toServer: true, genuine, out string text), Is.True);
            Assert.That(text, Is.EqualTo("genuine"));
        }

        [Test]
        public void AfterTheGoodbye_NothingIsSealedOrOpened()
        {
            byte[] late = Seal(toServer: true, "late");
            _pair.Server.Close();
            Assert.That(TryOpen(toServer: true, late, out _), Is.False);
            Assert.That(_pair.Server.TrySeal(_datagram, 10, out _), Is.False);
        }

        [Test]
        public void TenThousandRecords_AllocateNothing()
        {
            Carry(1000);
            long before = GC.GetAllocatedBytesForCurrentThread();
            int opened = Carry(10_000);
            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
            Assert.That(opened, Is.EqualTo(10_000));
        }

        private int Carry(int count)
        {
            int opened = 0;
            for (int i = 0; i < count; i++)
            {
                _pair.Client.TrySeal(_datagram, 1188, out int length);
                if (_pair.Server.TryOpen(_datagram.AsSpan(0, length), out Span<byte> plain) && plain.Length == 1188)
                    opened++;
            }

            return opened;
        }

        private byte[] Seal(bool toServer, string text)
        {
            byte[] plaintext = Encoding.UTF8.GetBytes(text);
            plaintext.CopyTo(_datagram, DtlsTransport.PlaintextOffset);
            DtlsTransport sender = toServer ? _pair.Client : _pair.Server;
            Assert.That(sender.TrySeal(_datagram, plaintext.Length, out int length), Is.True);
            return _datagram.AsSpan(0, length).ToArray();
        }

        private bool TryOpen(bool toServer, byte[] record, out string text)
        {
            bool isOpen = (toServer ? _pair.Server : _pair.Client).TryOpen(record, out Span<byte> plaintext);
            text = isOpen ? Encoding.UTF8.GetString(plaintext.ToArray()) : "";
            return isOpen;
        }
    }
}
