#nullable enable
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Text;
using Earshot.Rtc.Wire;
using SIPSorcery.Net;

namespace Earshot.Engines.SipSorcery
{
    /// <summary>Which section a packet belongs to (https://www.rfc-editor.org/rfc/rfc8843#section-9.2): by the mid it
    /// carries, by its source, or because only one section receives its payload type. Written under the engine's gate,
    /// read by the socket's thread.</summary>
    internal sealed class SourceMap
    {
        private readonly ConcurrentDictionary<uint, Section> _bySource = new ConcurrentDictionary<uint, Section>();
        private readonly ConcurrentDictionary<Mid, Section> _byMid = new ConcurrentDictionary<Mid, Section>();

        public void Add(Section section) => _byMid[section.Mid] = section;

        public void Learn(uint source, Section section)
        {
            _bySource[source] = section;
            MediaStream? stream = section.Stream;
            if (stream != null) Connection.AddSource(stream, source);
        }

        public void Remove(Section section)
        {
            _byMid.TryRemove(section.Mid, out _);
            foreach (KeyValuePair<uint, Section> known in _bySource)
                if (known.Value == section) _bySource.TryRemove(known.Key, out _);
        }

        /// <summary>The section of a packet, or null.</summary>
        public Section? Find(RTPHeader header, int midExtension)
        {
            if (_bySource.TryGetValue(header.SyncSource, out Section? section)) return section;
            section = FindByMid(header, midExtension) ?? FindByPayloadType(header.PayloadType);
            if (section != null) Learn(header.SyncSource, section);
            return section;
        }

        private Section? FindByMid(RTPHeader header, int midExtension)
        {
            if (midExtension == 0) return null;
            foreach (RTPHeaderExtensionData extension in header.GetHeaderExtensions())
            {
                if (extension.Id != midExtension || extension.Data.Length == 0) continue;
                var mid = new Mid(Encoding.ASCII.GetString(extension.Data));
                return _byMid.TryGetValue(mid, out Section? section) ? section : null;
            }

            return null;
        }

        private Section? FindByPayloadType(int payloadType)
        {
            Section? only = null;
            foreach (KeyValuePair<Mid, Section> known in _byMid)
            {
                if (known.Value.Codec?.PayloadType.Value != payloadType) continue;
                if (only != null) return null;
                only = known.Value;
            }

            return only;
        }
    }
}
