#nullable enable
using System;
using Earshot.Rtc.Rtp;
using Earshot.Rtc.Wire;

namespace Earshot.Video.Rtp
{
    /// <summary>Puts VP8's frames together from packets in any order, and lets those through that may be decoded. Each
    /// builds on the one before it, so a missing packet is waited for, while it may still be mended; then, or when a
    /// whole key frame has come, everything before that key frame is dropped. It is no queue: whoever polls too slowly
    /// gets the newest key frame. One thread at a time uses it; after warm-up it allocates nothing.</summary>
    public sealed class FrameAssembly
    {
        /// <summary>So long a missing packet may be mended: some round trips of NACK and retransmission.</summary>
        public static readonly TimeSpan DefaultPatience = TimeSpan.FromMilliseconds(250);

        /// <summary>A frame so much older than the newest packet, in ticks of 90 kHz, is not worth decoding.</summary>
        private const int MaxLag = 90_000;

        private readonly PacketWindow _window;
        private readonly TimeSpan _patience;
        private byte[] _frame = Array.Empty<byte>();
        private Instant? _waitsSince;
        private RtpTime _newestTime;
        private bool _hasBegun;
        private bool _mayHoldKeyFrame;

        /// <summary>Holds as many packets as 2 to the power of <paramref name="capacityLog2"/>.</summary>
        public FrameAssembly(TimeSpan? patience = null, int capacityLog2 = 9)
        {
            if (capacityLog2 < 1 || capacityLog2 > 16)
                throw new ArgumentOutOfRangeException(nameof(capacityLog2), capacityLog2, "It is 1 to 16.");
            _window = new PacketWindow(1 << capacityLog2);
            _patience = patience ?? DefaultPatience;
        }

        /// <summary>True while nothing can be decoded before a key frame comes, also before the first: the sender is to
        /// be asked for one.</summary>
        public bool NeedsKeyFrame { get; private set; } = true;

        /// <summary>Frames that were polled.</summary>
        public long Frames { get; private set; }

        /// <summary>Packets that are no VP8, came twice, or too late.</summary>
        public long PacketsDropped { get; private set; }

        /// <summary>How often everything up to a key frame was given up.</summary>
        public long Freezes { get; private set; }

        /// <summary>When <see cref="TryPollFrame"/> has something to say without another packet.</summary>
        public Deadline NextDeadline => _waitsSince is Instant since && !NeedsKeyFrame
            ? new Deadline(since + _patience, DeadlineReason.KeyFrameRequest)
            : Deadline.None;

        /// <summary>Takes a packet of the stream; what it says is copied.</summary>
        public void HandlePacket(SeqNo seq, RtpTime time, bool marker, ReadOnlySpan<byte> payload)
        {
            var descriptor = default(Vp8Descriptor);
            bool isPadding = payload.IsEmpty;
            if (!isPadding && !Vp8Descriptor.TryParse(payload, out descriptor) || !TryMakePlace(seq))
            {
                PacketsDropped++;
                return;
            }

            ReadOnlySpan<byte> vp8 = payload.Slice(descriptor.Length);
            if (vp8.Length > WindowPacket.MaxLength)
            {
                PacketsDropped++;
                return;
            }

            if (seq >= _window.End) _newestTime = time;
            WindowPacket packet = _window.Add(seq, vp8.Length);
            vp8.CopyTo(packet.Bytes);
            packet.Time = time;
            packet.BeginsFrame = descriptor.BeginsFrame;
            packet.BeginsKeyFrame = !isPadding && descriptor.BeginsKeyFrame(payload);
            packet.EndsFrame = marker;
            _mayHoldKeyFrame |= packet.BeginsKeyFrame;
        }

        /// <summary>The next frame to decode; poll until there is none, after each packet and at the
        /// deadline.</summary>
        public bool TryPollFrame(Instant now, out AssembledFrame frame)
        {
            frame = default;
            if (TryFindNewestKeyFrame(out SeqNo key, out SeqNo end))
            {
                if (!NeedsKeyFrame && key > _window.First) SkipPadding(key);
                if (!NeedsKeyFrame && key > _window.First) Freezes++;
                NeedsKeyFrame = false;
                _window.MoveTo(key);
                frame = Take(end, isKeyFrame: true);
                return true;
            }

            if (NeedsKeyFrame) return false;
            SkipPadding(_window.End);
            if (TryFindEnd(_window.First, out end))
            {
                if (_newestTime - _window.Find(_window.First)!.Time > MaxLag) return GiveUp();
                frame = Take(end, isKeyFrame: false);
                return true;
            }

            if (!IsGapBefore(_window.End)) _waitsSince = null;
            else if (now - (_waitsSince ??= now) >= _patience) return GiveUp();
            return false;
        }

        /// <summary>The decoder refused a frame: what builds on it is of no use.</summary>
        public void HandleRefused() => GiveUp();

        /// <summary>Another stream comes from now on, under other sequence numbers.</summary>
        public void Restart()
        {
            _hasBegun = false;
            NeedsKeyFrame = true;
            _waitsSince = null;
        }

        private bool GiveUp()
        {
            if (!NeedsKeyFrame) Freezes++;
            NeedsKeyFrame = true;
            _waitsSince = null;
            return false;
        }

        /// <summary>False for what came already or lies behind. A packet far ahead pushes out what is oldest.</summary>
        private bool TryMakePlace(SeqNo seq)
        {
            if (!_hasBegun)
            {
                // A packet or two that were overtaken by the first may belong to its frame.
                _window.Restart(seq - Math.Min(seq.Value, _window.Capacity / 8));
                _hasBegun = true;
            }

            if (seq < _window.First || _window.Find(seq) != null) return false;
            long excess = seq - _window.First - _window.Capacity + 1;
            if (excess <= 0) return true;
            GiveUp();
            if (excess >= _window.Capacity) _window.Restart(seq);
            else _window.MoveTo(_window.First + excess);
            return true;
        }

        private bool TryFindNewestKeyFrame(out SeqNo key, out SeqNo end)
        {
            key = end = default;
            if (!_mayHoldKeyFrame) return false;
            _mayHoldKeyFrame = false;
            for (SeqNo seq = _window.End - 1; seq >= _window.First; seq -= 1)
            {
                WindowPacket? packet = _window.Find(seq);
                if (packet == null || !packet.BeginsKeyFrame) continue;
                _mayHoldKeyFrame = true;
                if (!TryFindEnd(seq, out end)) continue;
                key = seq;
                return true;
            }

            return false;
        }

        /// <summary>True when all packets of the frame that begins there have come: up to the marker, or, where a
        /// forwarder lost that, to the packet before the next frame.</summary>
        private bool TryFindEnd(SeqNo first, out SeqNo end)
        {
            end = first;
            WindowPacket? packet = _window.Find(first);
            if (packet == null || !packet.BeginsFrame) return false;
            RtpTime time = packet.Time;
            for (; packet != null; packet = _window.Find(end))
            {
                if (packet.Time != time) return packet.BeginsFrame;
                end += 1;
                if (packet.EndsFrame) return true;
            }

            return false;
        }

        /// <summary>Between two frames a sender that probes may send packets without payload.</summary>
        private void SkipPadding(SeqNo end)
        {
            SeqNo seq = _window.First;
            while (seq < end && _window.Find(seq) is WindowPacket packet && packet.Length == 0) seq += 1;
            _window.MoveTo(seq);
        }

        /// <summary>True when a packet is missing from the next frame on that is older than one that came, or when what
        /// stands there is no beginning of a frame.</summary>
        private bool IsGapBefore(SeqNo end)
        {
            if (_window.Find(_window.First) is WindowPacket first && !first.BeginsFrame) return true;
            for (SeqNo seq = _window.First; seq < end; seq += 1)
            {
                if (_window.Find(seq) == null) return true;
            }

            return false;
        }

        private AssembledFrame Take(SeqNo end, bool isKeyFrame)
        {
            int length = 0;
            RtpTime time = _window.Find(_window.First)!.Time;
            for (SeqNo seq = _window.First; seq < end; seq += 1) length += _window.Find(seq)!.Length;
            if (_frame.Length < length) _frame = new byte[2 * length];
            length = 0;
            for (SeqNo seq = _window.First; seq < end; seq += 1)
            {
                WindowPacket packet = _window.Find(seq)!;
                packet.Bytes.AsSpan(0, packet.Length).CopyTo(_frame.AsSpan(length));
                length += packet.Length;
            }

            _window.MoveTo(end);
            _waitsSince = null;
            Frames++;
            return new AssembledFrame(time, isKeyFrame, _frame.AsMemory(0, length));
        }
    }
}
