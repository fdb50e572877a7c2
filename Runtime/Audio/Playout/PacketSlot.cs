#nullable enable
using System;
using Earshot.Rtc.Wire;

namespace Earshot.Audio.Playout
{
    /// <summary>One received packet, copied. Its buffer starts at the size of a voice packet and grows once, to the
    /// largest there is, when a larger one comes.</summary>
    internal sealed class PacketSlot
    {
        internal const int MaxPayload = 1500;
        private const int UsualPayload = 256;

        private byte[] _bytes = new byte[UsualPayload];
        private int _length;

        /// <summary>Which packet it holds or held last; null until the first.</summary>
        internal SeqNo? Seq { get; private set; }

        /// <summary>When it sounds, in samples on the sender's clock: its RTP timestamp, unwrapped.</summary>
        internal long MediaTime { get; private set; }

        /// <summary>Its duration in samples.</summary>
        internal int Samples { get; private set; }

        /// <summary>False once it was taken or dropped.</summary>
        internal bool IsWaiting { get; private set; }

        internal ReadOnlySpan<byte> Payload => _bytes.AsSpan(0, _length);

        internal void Fill(SeqNo seq, long mediaTime, int samples, ReadOnlySpan<byte> payload)
        {
            if (payload.Length > _bytes.Length) _bytes = new byte[MaxPayload];
            payload.CopyTo(_bytes);
            _length = payload.Length;
            Seq = seq;
            MediaTime = mediaTime;
            Samples = samples;
            IsWaiting = true;
        }

        /// <summary>The packet is done with; its bytes stay until the next one.</summary>
        internal void Release() => IsWaiting = false;

        internal void Forget()
        {
            Seq = null;
            IsWaiting = false;
        }
    }
}
