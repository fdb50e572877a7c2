#nullable enable
using Earshot.Realtime.Api;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;
using SIPSorcery.Net;

namespace Earshot.Engines.SipSorcery
{
    /// <summary>One media section, and the stream of SIPSorcery's that carries it.</summary>
    internal sealed class Section
    {
        private uint _source;
        private SeqNo _last;

        public Section(MediaKind kind, TrackName track)
        {
            Kind = kind;
            Media = kind == MediaKind.Video ? "video" : kind == MediaKind.Audio ? "audio" : "application";
            Protocol = kind == MediaKind.Application ? MediaDescription.SctpProtocol : MediaDescription.RtpProtocol;
            Track = track;
        }

        public Section(MediaDescription offered)
        {
            Kind = offered.Kind;
            Media = offered.Media;
            Protocol = offered.Protocol;
            Mid = offered.Mid;
        }

        public MediaKind Kind { get; }

        public string Media { get; }

        public string Protocol { get; }

        /// <summary>The track it sends; not given when it sends none.</summary>
        public TrackName Track { get; }

        public bool Sends => Track.IsGiven;

        public Mid Mid { get; set; }

        /// <summary>At port 0 from now on.</summary>
        public bool IsStopped { get; set; }

        /// <summary>True while the other side sends on it.</summary>
        public bool Receives { get; set; }

        /// <summary>What both sides agreed on; null before.</summary>
        public Codec? Codec { get; set; }

        public MediaStream? Stream { get; set; }

        /// <summary>The simulcast layer that is sent, alone and unnamed; not given when the track has no
        /// layers.</summary>
        public Rid Rid { get; set; }

        /// <summary>True while its sender asks for silence.</summary>
        public bool IsPaused { get; set; }

        /// <summary>The source of the last packet received; 0 before one.</summary>
        public uint Source => _source;

        /// <summary>The number a packet of a source has in the count of its stream.</summary>
        public SeqNo Extend(uint source, ushort wire)
        {
            _last = source == _source ? SeqNo.Extend(wire, _last) : new SeqNo(wire);
            _source = source;
            return _last;
        }
    }
}
