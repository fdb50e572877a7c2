#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Rtc.Rtp;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Streams;

namespace Earshot.Rtc
{
    /// <summary>Which number each RTP header extension travels under (RFC 8285 section 5). Chrome numbers them
    /// differently on every connection, and under BUNDLE a number means one thing on all sections (RFC 8843 section
    /// 9.1), so there is one map a peer, and whoever named an extension first has numbered it.</summary>
    internal sealed class HeaderExtensionMap
    {
        /// <summary>Above it a number needs the two-byte form, which not every receiver reads.</summary>
        public const int MaxOneByteId = 14;

        private const int MaxTwoByteId = 255;

        private static readonly string[] ForAudio =
        {
            ExtensionUri.AudioLevel, ExtensionUri.AbsSendTime, ExtensionUri.TransportCc, ExtensionUri.Mid,
        };

        private static readonly string[] ForVideo =
        {
            ExtensionUri.AbsSendTime, ExtensionUri.VideoOrientation, ExtensionUri.TransportCc,
            ExtensionUri.PlayoutDelay, ExtensionUri.Mid, ExtensionUri.RtpStreamId, ExtensionUri.RepairedRtpStreamId,
        };

        private readonly Dictionary<string, int> _ids;
        private readonly Dictionary<int, string> _uris;

        public HeaderExtensionMap()
        {
            _ids = new Dictionary<string, int>();
            _uris = new Dictionary<int, string>();
        }

        private HeaderExtensionMap(HeaderExtensionMap other)
        {
            _ids = new Dictionary<string, int>(other._ids);
            _uris = new Dictionary<int, string>(other._uris);
        }

        /// <summary>The numbers of all sections together.</summary>
        public HeaderExtensionIds Ids => new HeaderExtensionIds(IdOf);

        /// <summary>The map as it is now, to go back to.</summary>
        public HeaderExtensionMap Copy() => new HeaderExtensionMap(this);

        /// <summary>Takes the other side's numbers for what is not numbered yet; those of extensions that we do not
        /// know too, so that we never give them to another.</summary>
        public void Learn(MediaDescription remote)
        {
            int max = MaxIdIn(remote);
            foreach (HeaderExtension extension in remote.Extensions)
                if (extension.Id <= max && !_uris.ContainsKey(extension.Id)) TryAdd(extension.Uri, extension.Id);
        }

        /// <summary>All that we support for a kind of media with those codecs, each numbered.</summary>
        public IEnumerable<HeaderExtension> Offer(MediaKind kind, IReadOnlyList<Codec> codecs)
        {
            foreach (string uri in SupportedFor(kind, codecs))
                if (TryNumber(uri, out int id)) yield return new HeaderExtension(id, uri);
        }

        /// <summary>What both support, in the other side's order. An extension it numbers anew, or whose number means
        /// another on this peer, is left out.</summary>
        public IEnumerable<HeaderExtension> Agree(MediaDescription remote, IReadOnlyList<Codec> codecs)
        {
            int max = MaxIdIn(remote);
            var supported = new HashSet<string>(SupportedFor(remote.Kind, codecs));
            foreach (HeaderExtension extension in remote.Extensions)
            {
                bool isOurs = extension.Id <= max && IdOf(extension.Uri) == extension.Id;
                if (isOurs && supported.Remove(extension.Uri)) yield return extension;
            }
        }

        /// <summary>The numbers of what <see cref="Agree"/> yields.</summary>
        public HeaderExtensionIds AgreedIds(MediaDescription remote, IReadOnlyList<Codec> codecs)
        {
            var agreed = new List<HeaderExtension>(Agree(remote, codecs));
            return new HeaderExtensionIds(uri => agreed.Find(extension => extension.Uri == uri).Id);
        }

        // libwebrtc sends next to nothing where it numbers packets and hears nothing of them.
        private static List<string> SupportedFor(MediaKind kind, IReadOnlyList<Codec> codecs)
        {
            bool hasFeedback = false;
            foreach (Codec codec in codecs) hasFeedback |= ReceiveFormat.Has(codec, "transport-cc");
            var supported = new List<string>(kind switch
            {
                MediaKind.Audio => ForAudio,
                MediaKind.Video => ForVideo,
                _ => Array.Empty<string>(),
            });
            if (!hasFeedback) supported.Remove(ExtensionUri.TransportCc);
            return supported;
        }

        // Numbers from 4096 on ask the answerer to choose one (RFC 8285 section 7); nobody asks us.
        private static int MaxIdIn(MediaDescription section) => section.ExtensionsMayMix ? MaxTwoByteId : MaxOneByteId;

        private int IdOf(string uri) => _ids.TryGetValue(uri, out int id) ? id : 0;

        private bool TryNumber(string uri, out int id)
        {
            if (_ids.TryGetValue(uri, out id)) return true;
            for (id = 1; id <= MaxOneByteId; id++)
                if (!_uris.ContainsKey(id)) return TryAdd(uri, id);
            return false;
        }

        private bool TryAdd(string uri, int id)
        {
            bool isNew = _ids.TryAdd(uri, id);
            if (isNew) _uris.Add(id, uri);
            return isNew;
        }
    }
}
