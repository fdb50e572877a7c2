#nullable enable
using System;
using System.Collections.Generic;
using System.Text;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Streams
{
    /// <summary>A media section that may receive: its payload types, and the layers of a simulcast.</summary>
    internal sealed class ReceiveSection
    {
        private readonly ReceiveFormat?[] _formats = new ReceiveFormat?[PayloadType.Count];
        private byte[][] _ridTokens = Array.Empty<byte[]>();
        private IReadOnlyList<Rid> _rids = Array.Empty<Rid>();

        public ReceiveSection(Mid mid)
        {
            Mid = mid;
            Token = Encoding.UTF8.GetBytes(mid.Value);
        }

        public Mid Mid { get; }

        /// <summary>The mid as the header extension carries it.</summary>
        public byte[] Token { get; }

        /// <summary>True when its streams are told apart by rid.</summary>
        public bool HasRids => _rids.Count > 0;

        /// <summary>True when transport-wide feedback is agreed.</summary>
        public bool ReportsArrivals { get; private set; }

        /// <summary>True when REMB is agreed.</summary>
        public bool TakesEstimates { get; private set; }

        /// <summary>What a payload type means here; null when it was not agreed.</summary>
        public ReceiveFormat? Find(PayloadType payloadType) => _formats[payloadType.Value];

        public void SetCodecs(IReadOnlyList<Codec> codecs)
        {
            Array.Clear(_formats, 0, _formats.Length);
            ReportsArrivals = false;
            TakesEstimates = false;
            foreach (Codec codec in codecs)
            {
                _formats[codec.PayloadType.Value] = new ReceiveFormat(codec);
                ReportsArrivals |= ReceiveFormat.Has(codec, "transport-cc");
                TakesEstimates |= ReceiveFormat.Has(codec, "goog-remb");
            }
        }

        public void SetRids(IReadOnlyList<Rid> rids)
        {
            _rids = rids;
            _ridTokens = new byte[rids.Count][];
            for (int i = 0; i < rids.Count; i++) _ridTokens[i] = Encoding.UTF8.GetBytes(rids[i].Value);
        }

        /// <summary>The layer that a header extension names; false when it was not agreed.</summary>
        public bool TryFindRid(ReadOnlySpan<byte> token, out Rid rid)
        {
            for (int i = 0; i < _ridTokens.Length; i++)
            {
                rid = _rids[i];
                if (token.SequenceEqual(_ridTokens[i])) return true;
            }

            rid = default;
            return false;
        }
    }
}
