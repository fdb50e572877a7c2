#nullable enable
using System.Collections.Generic;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc
{
    /// <summary>Which payload type means which codec on this peer. Under BUNDLE a number means one codec on all
    /// sections (RFC 8843 section 9.1), while clients number differently: Chrome's Opus is 111, Firefox's 109. Whoever
    /// named a number first has it.</summary>
    internal sealed class PayloadTypeMap
    {
        private const int Count = 128;

        private readonly Codec?[] _codecs;

        public PayloadTypeMap() => _codecs = new Codec?[Count];

        private PayloadTypeMap(PayloadTypeMap other) => _codecs = (Codec?[])other._codecs.Clone();

        /// <summary>The map as it is now, to go back to.</summary>
        public PayloadTypeMap Copy() => new PayloadTypeMap(this);

        /// <summary>Takes the other side's numbers, those of codecs that we do not have too.</summary>
        public void Learn(IReadOnlyList<Codec> codecs)
        {
            foreach (Codec codec in codecs) _codecs[codec.PayloadType.Value] ??= codec;
        }

        /// <summary>Our codecs under the numbers they have on this peer. One that has none yet keeps its own if that is
        /// free, or takes one that is; retransmissions and repetitions follow their codec.</summary>
        public IReadOnlyList<Codec> Number(IReadOnlyList<Codec> codecs)
        {
            var numbered = new List<Codec>(codecs.Count);
            foreach (Codec codec in codecs)
            {
                Codec? ours = codec.IsRtx || codec.IsRed ? Follow(codec, codecs) : codec;
                if (ours != null && TryNumber(ours, out int number))
                    numbered.Add(ours.Under(new PayloadType((byte)number)));
            }

            return numbered;
        }

        // What belongs to the same codec, which may have another number by now.
        private Codec? Follow(Codec follower, IReadOnlyList<Codec> codecs)
        {
            foreach (Codec codec in codecs)
            {
                if (codec.PayloadType != follower.AssociatedPayloadType) continue;
                bool hasNumber = TryNumber(codec, out int number);
                return hasNumber ? follower.Following(codec.Under(new PayloadType((byte)number))) : null;
            }

            return null;
        }

        private bool TryNumber(Codec codec, out int number) =>
            TryFind(codec, out number) || TryClaim(codec, out number);

        private bool TryFind(Codec codec, out int number)
        {
            for (number = 0; number < Count; number++)
                if (_codecs[number]?.IsSameEncoding(codec) == true) return true;
            return false;
        }

        private bool TryClaim(Codec codec, out int number)
        {
            if (_codecs[codec.PayloadType.Value] == null) number = codec.PayloadType.Value;
            else if (!TryFindFree(96, 127, out number) && !TryFindFree(35, 63, out number)) return false;
            _codecs[number] = codec;
            return true;
        }

        // The numbers from 64 to 95 would make RTP look like RTCP (RFC 5761 section 4).
        private bool TryFindFree(int first, int last, out int number)
        {
            for (number = first; number <= last; number++)
                if (_codecs[number] == null) return true;
            return false;
        }
    }
}
