#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Rtc.Sctp;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>What an other side that does not play by RFC 8832 can do to our channels: nothing.</summary>
    public sealed class DataChannelSessionTests
    {
        private static readonly Instant Now = Instant.FromMilliseconds(1000);

        private readonly byte[] _buffer = new byte[AssociationConfig.MaxPacket];
        private readonly List<DataChannel> _opened = new List<DataChannel>();
        private SctpAssociation _stranger = null!;
        private DataChannelSession _session = null!;
        private int _messages;

        [SetUp]
        public void Connect()
        {
            _opened.Clear();
            _messages = 0;
            _stranger = new SctpAssociation(new AssociationConfig(), new SeededRandom(1));
            _session = new DataChannelSession(new SeededRandom(2));
            _stranger.Start(Now);
            _session.Begin(Now, isClient: true, AssociationConfig.DefaultPort);
            Carry();
            Assert.That(_stranger.State, Is.EqualTo(AssociationState.Established));
        }

        [Test]
        public void Open_CutAnywhere_OpensNothing()
        {
            byte[] open = Open("label", "protocol");
            for (int length = 1; length < open.Length; length++)
                Say(1, PayloadProtocol.Dcep, open.AsSpan(0, length).ToArray());
            Assert.That(_opened, Is.Empty);
            Say(1, PayloadProtocol.Dcep, open);
            Assert.That(_opened[0].Label, Is.EqualTo("label"));
            Assert.That(_opened[0].Protocol, Is.EqualTo("protocol"));
        }

        [Test]
        public void Open_WithFlippedBits_ThrowsNothing()
        {
            byte[] open = Open("label", "protocol");
            for (int bit = 0; bit < open.Length * 8; bit++)
            {
                byte[] flipped = (byte[])open.Clone();
                flipped[bit / 8] ^= (byte)(1 << (bit % 8));
                Say((ushort)(1 + bit * 2), PayloadProtocol.Dcep, flipped);
            }

            Assert.That(_opened.Count, Is.InRange(1, open.Length * 8));
        }

        [Test]
        public void Open_OnOurNumbersOrTwice_IsIgnored()
        {
            Say(2, PayloadProtocol.Dcep, Open("ours are even", ""));
            Assert.That(_opened, Is.Empty);
            Say(3, PayloadProtocol.Dcep, Open("first", ""));
            Say(3, PayloadProtocol.Dcep, Open("second", ""));
            Assert.That(_opened.ConvertAll(channel => channel.Label), Is.EqualTo(new[] { "first" }));
        }

        [Test]
        public void AThousandChannels_AreEnough()
        {
            for (int i = 0; i < 3000; i++) Say((ushort)(1 + i * 2), PayloadProtocol.Dcep, Open("more", ""));
            Assert.That(_opened.Count, Is.EqualTo(1024));
        }

        [Test]
        public void MessagesForNoChannel_AndUnknownKinds_AreDropped()
        {
            Say(5, PayloadProtocol.Binary, new byte[10]);
            Say(5, PayloadProtocol.Dcep, new byte[] { 2 });
            Say(5, PayloadProtocol.Dcep, new byte[] { 99 });
            Assert.That(_messages, Is.Zero);
        }

        [Test]
        public void WhatTheCallerGetsWrong_IsSaid()
        {
            var both = new DataChannelInit { MaxRetransmits = 1, MaxPacketLifeTime = TimeSpan.FromSeconds(1) };
            Assert.That(() => _session.Create(Now, "a", both), Throws.ArgumentException);
            var agreed = new DataChannelInit { Negotiated = new StreamId(4) };
            _session.Create(Now, "b", agreed);
            Assert.That(() => _session.Create(Now, "c", agreed), Throws.ArgumentException);
            var none = new DataChannelInit { Negotiated = new StreamId(65535) };
            Assert.That(() => _session.Create(Now, "d", none), Throws.ArgumentException);
            Assert.That(() => _session.Create(Now, new string('x', 70_000), new DataChannelInit()),
                Throws.ArgumentException);
        }

        private void Say(ushort stream, PayloadProtocol protocol, byte[] message)
        {
            Assert.That(_stranger.TrySend(Now, new StreamId(stream), protocol, default, message), Is.True);
            Carry();
        }

        private void Carry()
        {
            bool busy = true;
            while (busy)
            {
                busy = false;
                while (_stranger.TryPollTransmit(Now, _buffer, out int length))
                {
                    busy = true;
                    _session.HandlePacket(Now, _buffer.AsSpan(0, length));
                    Take();
                }

                while (_session.TryPollTransmit(Now, _buffer, out int length))
                {
                    busy = true;
                    _stranger.HandlePacket(Now, _buffer.AsSpan(0, length));
                    while (_stranger.TryPollMessage(out _))
                    {
                        // ACKs.
                    }
                }
            }
        }

        private void Take()
        {
            while (_session.TryPollEvent(Now, out DataChannelEvent happened))
            {
                if (happened.Kind == DataChannelEventKind.Opened) _opened.Add(happened.Channel);
                if (happened.Kind == DataChannelEventKind.Message) _messages++;
            }
        }

        private static byte[] Open(string label, string protocol)
        {
            var message = new byte[12 + label.Length + protocol.Length];
            message[0] = 3;
            message[9] = (byte)label.Length;
            message[11] = (byte)protocol.Length;
            for (int i = 0; i < label.Length; i++) message[12 + i] = (byte)label[i];
            for (int i = 0; i < protocol.Length; i++) message[12 + label.Length + i] = (byte)protocol[i];
            return message;
        }
    }
}
