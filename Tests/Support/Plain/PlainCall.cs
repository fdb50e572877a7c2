#nullable enable
using System;
using Earshot.Rtc;
using Earshot.Rtc.Dtls;
using Earshot.Rtc.Sctp;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;

namespace Earshot.Tests
{
    /// <summary>A call whose secrets are none: voice and video both ways, connected when it is made. The test plays the
    /// left side from then on and writes to the right what only an authenticated peer could.</summary>
    public sealed class PlainCall : IDisposable
    {
        private readonly PlainHandshake _plain = new PlainHandshake(DtlsRole.Server);
        private readonly Peer _left;
        private readonly TransportAddress _leftAddress;
        private readonly TransportAddress _rightAddress;
        private uint _tag;

        /// <summary>Who is written to.</summary>
        public Peer Right { get; }

        /// <summary>A data channel that both sides know.</summary>
        public DataChannel Channel { get; }

        public Instant Now { get; private set; } = Instant.FromMilliseconds(1000);

        public PlainCall()
        {
            TransportAddress.TryParse("192.0.2.1", 5000, out _leftAddress);
            TransportAddress.TryParse("192.0.2.2", 5000, out _rightAddress);
            _left = NewPeer(_leftAddress, seed: 1);
            Right = NewPeer(_rightAddress, seed: 2);
            _left.AddTransceiver(MediaKind.Audio, Direction.SendRecv, "voice");
            _left.AddTransceiver(MediaKind.Video, Direction.SendRecv, "picture");
            var known = new DataChannelInit { Negotiated = new StreamId(1) };
            _left.CreateDataChannel(Now, "chat", known);
            string offer = _left.CreateOffer(Now);
            if (!Right.TrySetOffer(Now, offer, out string error)) throw new InvalidOperationException(error);
            foreach (Transceiver section in Right.Transceivers) Right.SetDirection(section, Direction.SendRecv);
            Channel = Right.CreateDataChannel(Now, "chat", known);
            string answer = Right.CreateAnswer(Now);
            if (!_left.TrySetAnswer(Now, answer, out error)) throw new InvalidOperationException(error);
            for (int step = 0; step < 1000 && Channel.State != DataChannelState.Open; step++) Pass();
            if (Channel.State != DataChannelState.Open)
                throw new InvalidOperationException("The call never connected.");
        }

        /// <summary>The right side receives a datagram from the left's address; what comes of it is thrown
        /// away.</summary>
        public void Inject(byte[] datagram)
        {
            Right.HandleDatagram(Now, _rightAddress, _leftAddress, datagram);
            Drain();
        }

        /// <summary>The right side receives an SCTP packet of those chunks, as DTLS would open it.</summary>
        public void InjectData(ReadOnlySpan<byte> chunks)
        {
            byte[] packet = SctpTarget.WithHeader(_tag, chunks);
            var datagram = new byte[packet.Length + 100];
            packet.CopyTo(datagram, DtlsTransport.PlaintextOffset);
            _plain.TrySeal(datagram, packet.Length, out int length);
            Inject(datagram.AsSpan(0, length).ToArray());
        }

        /// <summary>Lets time pass; the right side does what is due.</summary>
        public void Wait(TimeSpan duration)
        {
            Instant end = Now + duration;
            for (int step = 0; Right.NextDeadline.IsPending && Right.NextDeadline.At <= end; step++)
            {
                if (step > 100_000) throw new InvalidOperationException($"Time stands still: {Right.NextDeadline}.");
                if (Right.NextDeadline.At > Now) Now = Right.NextDeadline.At;
                Right.HandleTimeout(Now);
                Drain();
            }

            Now = end;
        }

        /// <summary>Takes all that the right side wants sent and has to tell.</summary>
        public void Drain()
        {
            while (Right.TryPollTransmit(Now, out _))
            {
                // nobody is there
            }

            while (Right.TryPollEvent(Now, out _))
            {
                // nobody listens
            }
        }

        public void Dispose()
        {
            _left.Dispose();
            Right.Dispose();
        }

        private static Peer NewPeer(TransportAddress address, int seed)
        {
            var feedback = new[] { "nack", "nack pli", "ccm fir", "transport-cc", "goog-remb" };
            var random = new SeededRandom(seed);
            return new Peer(new PeerConfig(new PlainDtls(), new PlainSrtpCrypto(), random, new[] { address })
            {
                VideoCodecs = new[]
                {
                    new Codec(new PayloadType(96), "VP8", 90000, feedback: feedback),
                    new Codec(new PayloadType(97), "rtx", 90000, parameters: "apt=96"),
                },
            });
        }

        private void Pass()
        {
            Now += TimeSpan.FromMilliseconds(1);
            Pass(_left, _leftAddress, Right, _rightAddress);
            Pass(Right, _rightAddress, _left, _leftAddress);
        }

        private void Pass(Peer from, TransportAddress source, Peer to, TransportAddress target)
        {
            if (from.NextDeadline.IsDue(Now)) from.HandleTimeout(Now);
            while (from.TryPollTransmit(Now, out Transmit transmit))
            {
                byte[] datagram = transmit.Datagram.AsSpan().ToArray();
                if (to == Right && datagram[0] == (byte)DtlsContentType.ApplicationData)
                    _tag = SctpTarget.TagOf(datagram.AsSpan(DtlsTransport.PlaintextOffset));
                to.HandleDatagram(Now, target, source, datagram);
            }

            while (from.TryPollEvent(Now, out _))
            {
                // Only being connected matters.
            }
        }
    }
}
