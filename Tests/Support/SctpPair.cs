#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Rtc.Sctp;
using Earshot.Rtc.Wire;

namespace Earshot.Tests
{
    /// <summary>Two associations in virtual time on a link that delays and, by a seed, loses, repeats and
    /// reorders.</summary>
    public sealed class SctpPair
    {
        private readonly List<Flying> _link = new List<Flying>();
        private readonly byte[] _buffer = new byte[AssociationConfig.MaxPacket];
        private readonly Random _chance;

        public SctpPair(int seed = 1, AssociationConfig? left = null, AssociationConfig? right = null)
        {
            _chance = new Random(seed);
            Left = new Side(new SctpAssociation(left ?? new AssociationConfig(), new SeededRandom(seed * 2)));
            Right = new Side(new SctpAssociation(right ?? new AssociationConfig(), new SeededRandom(seed * 2 + 1)));
        }

        public Side Left { get; }

        public Side Right { get; }

        public Instant Now { get; private set; } = Instant.FromMilliseconds(1000);

        /// <summary>One way.</summary>
        public TimeSpan Delay { get; set; } = TimeSpan.FromMilliseconds(10);

        /// <summary>Up to that much is added to the delay, so that packets overtake each other.</summary>
        public TimeSpan Jitter { get; set; }

        /// <summary>0 to 1, each way.</summary>
        public double Loss { get; set; }

        /// <summary>0 to 1, each way.</summary>
        public double Repetition { get; set; }

        /// <summary>Says of each packet, given who gets it, whether the link lets it pass.</summary>
        public Func<Side, byte[], bool> Passes { get; set; } = (to, packet) => true;

        /// <summary>Both begin, as in WebRTC.</summary>
        public void Connect()
        {
            Left.Association.Start(Now);
            Right.Association.Start(Now);
            bool connected = DriveUntil(() => Left.Is(AssociationState.Established) &&
                Right.Is(AssociationState.Established));
            if (!connected) throw new InvalidOperationException($"{Left.Association.State}, {Right.Association.State}");
        }

        public void Drive(TimeSpan duration) => DriveUntil(() => false, duration);

        /// <summary>Lets time pass until the condition holds; false when the limit (60 s) comes first.</summary>
        public bool DriveUntil(Func<bool> condition, TimeSpan? limit = null)
        {
            Instant end = Now + (limit ?? TimeSpan.FromSeconds(60));
            for (int step = 0; step < 10_000_000; step++)
            {
                Drain(Left, Right);
                Drain(Right, Left);
                if (condition()) return true;
                Instant next = NextInstant(end);
                if (next >= end)
                {
                    Now = end;
                    return false;
                }

                if (next > Now) Now = next;
                Deliver();
                if (Left.Association.NextDeadline.IsDue(Now)) Left.Association.HandleTimeout(Now);
                if (Right.Association.NextDeadline.IsDue(Now)) Right.Association.HandleTimeout(Now);
            }

            throw new InvalidOperationException($"Time stands still at {Now}.");
        }

        private void Drain(Side from, Side to)
        {
            while (from.Association.TryPollTransmit(Now, _buffer, out int length))
            {
                byte[] packet = _buffer.AsSpan(0, length).ToArray();
                from.Sent++;
                if (_chance.NextDouble() < Loss || !Passes(to, packet)) continue;
                Fly(to, packet);
                if (_chance.NextDouble() < Repetition) Fly(to, packet);
            }

            from.Take();
        }

        private void Fly(Side to, byte[] packet)
        {
            TimeSpan delay = Delay + new TimeSpan((long)(Jitter.Ticks * _chance.NextDouble()));
            _link.Add(new Flying(Now + delay, to, packet));
        }

        private Instant NextInstant(Instant end)
        {
            Instant next = end;
            foreach (Flying flying in _link)
                if (flying.Arrives < next) next = flying.Arrives;
            Deadline deadline = Left.Association.NextDeadline.Soonest(Right.Association.NextDeadline);
            return deadline.IsPending && deadline.At < next ? deadline.At : next;
        }

        private void Deliver()
        {
            for (int i = 0; i < _link.Count; i++)
            {
                Flying flying = _link[i];
                if (flying.Arrives > Now) continue;
                _link.RemoveAt(i--);
                flying.To.Association.HandlePacket(Now, flying.Packet);
                Drain(flying.To, flying.To == Left ? Right : Left);
            }
        }

        /// <summary>One association and what came of it.</summary>
        public sealed class Side
        {
            public Side(SctpAssociation association) => Association = association;

            public SctpAssociation Association { get; }

            /// <summary>Packets.</summary>
            public int Sent { get; set; }

            /// <summary>Messages, their payloads copied.</summary>
            public List<(StreamId Stream, byte[] Payload)> Messages { get; } = new List<(StreamId, byte[])>();

            /// <summary>Streams that the other side has reset.</summary>
            public List<StreamId> IncomingResets { get; } = new List<StreamId>();

            /// <summary>Streams that this side has reset.</summary>
            public List<StreamId> OutgoingResets { get; } = new List<StreamId>();

            public int Restarts { get; private set; }

            public bool Is(AssociationState state) => Association.State == state;

            public void Take()
            {
                while (Association.TryPollMessage(out ReceivedMessage message))
                    Messages.Add((message.Stream, message.Payload.ToArray()));
                while (Association.TryPollIncomingReset(out StreamId stream)) IncomingResets.Add(stream);
                while (Association.TryPollOutgoingReset(out StreamId stream)) OutgoingResets.Add(stream);
                if (Association.TryPollRestarted()) Restarts++;
            }
        }

        private readonly struct Flying
        {
            public readonly Instant Arrives;
            public readonly Side To;
            public readonly byte[] Packet;

            public Flying(Instant arrives, Side to, byte[] packet)
            {
                Arrives = arrives;
                To = to;
                Packet = packet;
            }
        }
    }
}
