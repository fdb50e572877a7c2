#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc
{
    /// <summary>Makes transceivers, with the configured codecs and ssrcs of their own.</summary>
    internal sealed class TransceiverMaker
    {
        private readonly PeerConfig _config;

        public TransceiverMaker(PeerConfig config) => _config = config;

        /// <summary>One that we offer; throws when the caller asks for what cannot be.</summary>
        public Transceiver Make(
            MediaKind kind,
            Direction direction,
            string trackId,
            IReadOnlyList<Codec>? codecs,
            IReadOnlyList<SendEncoding>? encodings)
        {
            if (kind != MediaKind.Audio && kind != MediaKind.Video)
                throw new ArgumentException("A transceiver carries audio or video.", nameof(kind));
            encodings ??= new[] { new SendEncoding() };
            RequireNames(encodings);
            foreach (SendEncoding encoding in encodings)
            {
                encoding.Ssrc = NewSsrc();
                encoding.RtxSsrc = NewSsrc();
            }

            return new Transceiver(kind, direction, trackId, encodings, codecs ?? CodecsFor(kind));
        }

        /// <summary>One for a section that is offered to us; null when we have nothing in common with it.</summary>
        public Transceiver? MakeFor(MediaDescription offered)
        {
            if (offered.IsRejected || !offered.IsSecureRtp) return null;
            IReadOnlyList<Codec> codecs = CodecsFor(offered.Kind);
            if (CodecAgreement.Between(codecs, offered.Codecs) == null) return null;
            Transceiver transceiver = Make(
                offered.Kind, Direction.RecvOnly, NewTrackId(), codecs, SimulcastAgreement.Proposed(offered));
            transceiver.Mid = offered.Mid;
            return transceiver;
        }

        private IReadOnlyList<Codec> CodecsFor(MediaKind kind) => kind switch
        {
            MediaKind.Audio => _config.AudioCodecs,
            MediaKind.Video => _config.VideoCodecs,
            _ => Array.Empty<Codec>(),
        };

        private static void RequireNames(IReadOnlyList<SendEncoding> encodings)
        {
            if (encodings.Count == 0)
                throw new ArgumentException("Pass at least one encoding, or null for a plain one.", nameof(encodings));
            var names = new HashSet<Rid>();
            foreach (SendEncoding encoding in encodings)
                if (encodings.Count > 1 && (!encoding.Rid.IsGiven || !names.Add(encoding.Rid)))
                    throw new ArgumentException("Give each simulcast layer a rid of its own.", nameof(encodings));
        }

        private Ssrc NewSsrc()
        {
            Span<byte> bytes = stackalloc byte[4];
            _config.Random.Fill(bytes);
            return new Ssrc(BitConverter.ToUInt32(bytes) | 1);
        }

        private string NewTrackId()
        {
            Span<byte> bytes = stackalloc byte[16];
            _config.Random.Fill(bytes);
            return new Guid(bytes).ToString();
        }
    }
}
