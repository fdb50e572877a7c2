#nullable enable
using System;
using System.Collections;
using System.Collections.Generic;
using Earshot.Rtc.Dtls;

namespace Earshot.Rtc.Sdp
{
    /// <summary>The <c>a=</c> lines of a description or of one of its sections, in their order; those nobody here
    /// understands stay where they stood. The typed properties are those that RFCs allow at either level. Setting
    /// one replaces its line in place, or appends it, so that the order of writing is the order of the lines.</summary>
    public sealed class AttributeList : IReadOnlyList<SdpAttribute>
    {
        private static readonly string[] Directions = { "sendrecv", "sendonly", "recvonly", "inactive" };
        private static readonly string[] SetupRoles = { "active", "passive", "actpass" };

        private readonly List<SdpAttribute> _attributes = new List<SdpAttribute>();

        /// <summary>How many lines.</summary>
        public int Count => _attributes.Count;

        public SdpAttribute this[int index] => _attributes[index];

        /// <summary>Who sends (RFC 8866 section 6.7); null when no line says.</summary>
        public Direction? Direction
        {
            get
            {
                int index = _attributes.FindIndex(IsDirection);
                return index < 0 ? null : (Direction?)Array.IndexOf(Directions, _attributes[index].Name);
            }
            set
            {
                SdpAttribute? line = value == null ? null : new SdpAttribute(Directions[(int)value]);
                Replace(_attributes.FindIndex(IsDirection), line);
            }
        }

        /// <summary><c>a=setup</c>; null when there is none.</summary>
        public SetupRole? Setup
        {
            get => TryParseSetup(Find("setup"), out SetupRole role) ? role : (SetupRole?)null;
            set => Set("setup", value == null ? null : SetupRoles[(int)value]);
        }

        /// <summary><c>a=fingerprint</c> (RFC 8122): the SHA-256 one if there are several; null when there is
        /// none.</summary>
        public Fingerprint? Fingerprint
        {
            get
            {
                Fingerprint? first = null;
                foreach (string value in FindAll("fingerprint"))
                {
                    if (!TryParseFingerprint(value, out Fingerprint fingerprint)) continue;
                    if (fingerprint.Algorithm == "sha-256") return fingerprint;
                    first ??= fingerprint;
                }

                return first;
            }
            set => Set("fingerprint", value?.ToString());
        }

        /// <summary><c>a=ice-ufrag</c> (RFC 8839 section 5.4); null when there is none.</summary>
        public string? IceUfrag
        {
            get => Find("ice-ufrag");
            set => Set("ice-ufrag", value);
        }

        /// <summary><c>a=ice-pwd</c> (RFC 8839 section 5.4); null when there is none.</summary>
        public string? IcePassword
        {
            get => Find("ice-pwd");
            set => Set("ice-pwd", value);
        }

        /// <summary>True when a line has that name.</summary>
        public bool Has(string name) => IndexOf(name) >= 0;

        /// <summary>The value of the first line with that name; null when there is none or it has no value.</summary>
        public string? Find(string name)
        {
            int index = IndexOf(name);
            return index < 0 ? null : _attributes[index].Value;
        }

        /// <summary>The values of all lines with that name, in their order.</summary>
        public IReadOnlyList<string> FindAll(string name)
        {
            var values = new List<string>();
            foreach (SdpAttribute attribute in _attributes)
                if (attribute.Name == name && attribute.Value != null)
                    values.Add(attribute.Value);
            return values;
        }

        /// <summary>Appends a line.</summary>
        public void Add(SdpAttribute attribute) => _attributes.Add(attribute);

        /// <summary>Appends a line.</summary>
        public void Add(string name, string? value = null) => _attributes.Add(new SdpAttribute(name, value));

        /// <summary>Gives the first line with that name another value, or appends one; null removes it.</summary>
        public void Set(string name, string? value) =>
            Replace(IndexOf(name), value == null ? (SdpAttribute?)null : new SdpAttribute(name, value));

        /// <summary>Sees to it that the line without a value is there, or is not.</summary>
        public void SetFlag(string name, bool isThere) =>
            Replace(IndexOf(name), isThere ? new SdpAttribute(name) : (SdpAttribute?)null);

        /// <summary>Removes all lines with that name.</summary>
        public void Remove(string name) => _attributes.RemoveAll(attribute => attribute.Name == name);

        public IEnumerator<SdpAttribute> GetEnumerator() => _attributes.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        internal static bool TryParseSetup(string? value, out SetupRole role)
        {
            int index = Array.IndexOf(SetupRoles, value);
            role = (SetupRole)Math.Max(index, 0);
            return index >= 0;
        }

        internal static bool TryParseFingerprint(string value, out Fingerprint fingerprint)
        {
            fingerprint = default;
            int space = value.IndexOf(' ');
            if (space <= 0 || (value.Length - space) % 3 != 0) return false;
            for (int i = space + 1; i < value.Length; i++)
            {
                bool isColon = (i - space) % 3 == 0;
                if (isColon ? value[i] != ':' : !Uri.IsHexDigit(value[i])) return false;
            }

            fingerprint = new Fingerprint(value.Substring(0, space), value.Substring(space + 1));
            return true;
        }

        private static bool IsDirection(SdpAttribute attribute) => Array.IndexOf(Directions, attribute.Name) >= 0;

        private int IndexOf(string name) => _attributes.FindIndex(attribute => attribute.Name == name);

        private void Replace(int index, SdpAttribute? attribute)
        {
            if (attribute == null)
            {
                if (index >= 0) _attributes.RemoveAt(index);
            }
            else if (index >= 0) _attributes[index] = attribute.Value;
            else _attributes.Add(attribute.Value);
        }
    }
}
