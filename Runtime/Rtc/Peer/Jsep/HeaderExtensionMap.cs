#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Rtc.Rtp;
using Earshot.Rtc.Sdp;

namespace Earshot.Rtc
{
    /// <summary>Which number each RTP header extension travels under. Chrome numbers them differently on every
    /// connection, and under BUNDLE a number means one thing on all sections (RFC 8843 section 9.1), so there is
    /// one map a peer, and whoever named an extension first has numbered it.</summary>
    internal sealed class HeaderExtensionMap
    {
        private static readonly string[] Supported = { ExtensionUri.Mid };

        private readonly Dictionary<string, int> _ids = new Dictionary<string, int>();

        /// <summary>The extension's number, or 0 when nobody has named it yet.</summary>
        public int IdOf(string uri) => _ids.TryGetValue(uri, out int id) ? id : 0;

        /// <summary>Takes the other side's numbers for what is not numbered yet.</summary>
        public void Learn(MediaDescription remote)
        {
            foreach (HeaderExtension extension in remote.Extensions)
                if (Array.IndexOf(Supported, extension.Uri) >= 0 && extension.Id <= 14)
                    _ids.TryAdd(extension.Uri, extension.Id);
        }

        /// <summary>The lines to write: all we support in an offer (<paramref name="offered"/> null), what was offered
        /// too in an answer.</summary>
        public IEnumerable<HeaderExtension> For(MediaDescription? offered)
        {
            foreach (string uri in Supported)
            {
                if (offered == null) yield return new HeaderExtension(Number(uri), uri);
                else if (IsIn(offered, uri)) yield return new HeaderExtension(IdOf(uri), uri);
            }
        }

        /// <summary>True when a description names the extension.</summary>
        public static bool IsIn(MediaDescription description, string uri)
        {
            foreach (HeaderExtension extension in description.Extensions)
                if (extension.Uri == uri && extension.Id <= 14) return true;
            return false;
        }

        private int Number(string uri)
        {
            if (_ids.TryGetValue(uri, out int id)) return id;
            for (id = 1; _ids.ContainsValue(id); id++)
            {
                // The lowest number nobody uses.
            }

            _ids.Add(uri, id);
            return id;
        }
    }
}
