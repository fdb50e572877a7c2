#nullable enable
using System;
using Earshot.Rtc;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;

namespace Earshot.Tests
{
    /// <summary>A call whose secrets are none: voice and video both ways, connected when it is made. The test plays the
    /// left side from then on and writes to the right what only an authenticated peer could.</summary>
    public sealed class PlainCall : IDisposable
    {
        private readonly Peer _left;
        private readonly TransportAddress _leftAddress;
        private readonly TransportAddress _rightAddress;

        /// <summary>Who is written to.</summary>
        public Peer Right { get; }

        public Instant Now { get; private set; } = Instant.FromMilliseconds(1000);

        public PlainCall()
        {
            TransportAddress.TryParse("192.0.2.1", 5000, out _leftAddress);
            TransportAddress.TryParse("192.0.2.2", 5000, out _rightAddress);
            _left = NewPeer(_leftAddress, seed: 1);
            Right = NewPeer(_rightAddress, seed: 2);
            _left.AddTransceiver(MediaKind.Audio, Direction.SendRecv, "voice");
            _left.AddTransceiver(MediaKind.Video, Direction.SendRecv, "picture");
            string offer = _left.CreateOffer(Now);
            if (!Right.TrySetOffer(Now, offer, out string error)) throw new InvalidOperationException(error);
            foreach (Transceiver section in Right.Transceivers) Right.SetDirection(section, Direction.SendRecv);
            string answer = Right.CreateAnswer(Now);
            if (!_left.TrySetAnswer(Now, answer, out error)) throw new InvalidOperationException(error);
            for (int step = 0; step < 1000 && Right.State != PeerState.Connected; step++) Pass();
            if (Right.State != PeerState.Connected) throw new InvalidOperationException("The call never connected.");
        }

        /// <summary>The right side receives a datagram from the left's address; what comes of it is thrown
        /// away.</summary>
        public void Inject(byte[] datagram)
        {
            Right.HandleDatagram(Now, _rightAddress, _leftAddress, datagram);
            Drain();
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
                to.HandleDatagram(Now, target, source, transmit.Datagram.AsSpan().ToArray());
            while (from.TryPollEvent(Now, out _))
            {
                // Only being connected matters.
            }
        }
    }
}
