#nullable enable
using System;
using System.Collections.Generic;
using System.Globalization;
using Earshot.Realtime.Api;
using Earshot.Rtc.Rtp;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;

namespace Earshot.Engines.SipSorcery
{
    /// <summary>The sections of a connection and their exchanges (https://www.rfc-editor.org/rfc/rfc8829#section-5), as
    /// far as the port needs them: one codec a kind, sections that send or receive, never both, and places that are
    /// taken again by the other side only.</summary>
    internal sealed class Sections
    {
        private static readonly Codec Opus = new Codec(
            new PayloadType(111), "opus", 48_000, 2, "minptime=10;useinbandfec=1");

        private static readonly Codec Vp8 = new Codec(
            new PayloadType(96), "VP8", 90_000, feedback: new[] { "ccm fir", "nack pli" });

        private readonly List<Section> _waiting = new List<Section>();
        private int _settled;
        private int _lastMid = -1;

        /// <summary>In the order of the m-lines; those of an offer that waits for its answer are the last.</summary>
        public List<Section> All { get; } = new List<Section>();

        public bool IsOffering { get; private set; }

        /// <summary>How many descriptions of them have been written.</summary>
        public int Version { get; set; }

        /// <summary>The number of the header extension that carries the mid; 0 where there is none.</summary>
        public int MidExtension { get; private set; }

        public void Add(Section section) => _waiting.Add(section);

        /// <summary>Lets the next offer have a section for data channels, if there is none.</summary>
        public void WantData()
        {
            static bool IsData(Section section) => section.Kind == MediaKind.Application && !section.IsStopped;
            if (All.Exists(IsData) || _waiting.Exists(IsData)) return;
            _waiting.Add(new Section(MediaKind.Application, default));
        }

        public Section? Find(Mid mid) => All.Find(section => section.Mid == mid && !section.IsStopped);

        public Section? FindSender(TrackName track) =>
            All.Find(section => section.Track == track && !section.IsStopped);

        /// <summary>Gives the sections that wait their places.</summary>
        public void BeginOffer()
        {
            if (IsOffering)
                throw new InvalidOperationException("An offer waits for its answer; take that, or call Rollback.");
            foreach (Section section in _waiting)
            {
                do section.Mid = new Mid((++_lastMid).ToString(CultureInfo.InvariantCulture));
                while (All.Exists(other => other.Mid == section.Mid));
                section.Codec = section.Kind == MediaKind.Video ? Vp8 : section.Kind == MediaKind.Audio ? Opus : null;
                All.Add(section);
            }

            _waiting.Clear();
            IsOffering = true;
        }

        public void Rollback()
        {
            if (!IsOffering) return;
            _waiting.InsertRange(0, All.GetRange(_settled, All.Count - _settled));
            All.RemoveRange(_settled, All.Count - _settled);
            IsOffering = false;
        }

        /// <summary>False, with a sentence, unless it answers our offer; changes nothing.</summary>
        public bool IsAnswer(SessionDescription answer, out string error)
        {
            if (!IsOffering) throw new InvalidOperationException("There is no offer to answer: call CreateOffer.");
            error = answer.Media.Count == All.Count ? ""
                : $"The answer has {answer.Media.Count} sections for the {All.Count} offered.";
            for (int i = 0; i < All.Count && error.Length == 0; i++) error = Misfit(All[i], answer.Media[i]);
            return error.Length == 0;
        }

        public void TakeAnswer(SessionDescription answer)
        {
            for (int i = 0; i < All.Count; i++)
            {
                MediaDescription media = answer.Media[i];
                Codec? agreed = Choose(media);
                bool isRefused = media.IsRejected || (All[i].Kind != MediaKind.Application && agreed == null);
                if (isRefused) All[i].IsStopped = true;
                else All[i].Codec = agreed;
            }

            Settle();
        }

        /// <summary>False, with a sentence, unless it can follow what there is; changes nothing.</summary>
        public bool IsOffer(SessionDescription offer, out string error)
        {
            int places = IsOffering ? _settled : All.Count;
            error = offer.Media.Count >= places ? ""
                : $"The offer has {offer.Media.Count} sections where there are {places} already.";
            for (int i = 0; i < places && error.Length == 0; i++)
                if (!All[i].IsStopped) error = Misfit(All[i], offer.Media[i]);
            return error.Length == 0;
        }

        /// <summary>Takes the other side's offer; those sections that it ends or replaces are added to
        /// <paramref name="ended"/>.</summary>
        public void TakeOffer(SessionDescription offer, ICollection<Section> ended)
        {
            Rollback();
            for (int i = 0; i < offer.Media.Count; i++)
            {
                MediaDescription media = offer.Media[i];
                if (i < All.Count && All[i].IsStopped && !media.IsRejected && media.Mid != All[i].Mid)
                    All[i] = new Section(media);
                else if (i == All.Count)
                    All.Add(new Section(media));
                TakeOffered(All[i], media, ended);
            }

            Settle();
        }

        private void TakeOffered(Section section, MediaDescription media, ICollection<Section> ended)
        {
            foreach (HeaderExtension extension in media.Extensions)
                if (extension.Uri == ExtensionUri.Mid) MidExtension = extension.Id;
            Codec? codec = section.Codec ?? Choose(media);
            if (media.IsRejected || (codec == null && section.Kind != MediaKind.Application))
            {
                if (!section.IsStopped) ended.Add(section);
                section.IsStopped = true;
                return;
            }

            section.Codec = codec;
            section.Receives = media.Direction == Direction.SendOnly || media.Direction == Direction.SendRecv;
        }

        private void Settle()
        {
            _settled = All.Count;
            IsOffering = false;
        }

        private static string Misfit(Section section, MediaDescription media)
        {
            if (section.Mid == media.Mid && section.Media == media.Media) return "";
            return $"The description has {media.Media} '{media.Mid}' where {section.Media} '{section.Mid}' belongs.";
        }

        // Under the other side's number, which is ours too where it answers.
        private static Codec? Choose(MediaDescription media)
        {
            foreach (Codec codec in media.Codecs)
            {
                if (media.Kind == MediaKind.Audio && codec.IsSameEncoding(Opus)) return codec;
                if (media.Kind == MediaKind.Video && codec.IsSameEncoding(Vp8)) return codec;
            }

            return null;
        }
    }
}
