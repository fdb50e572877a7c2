#nullable enable
using System;

namespace Earshot.Rtc.Sdp
{
    /// <summary>One <c>a=</c> line (RFC 8866 section 5.13).</summary>
    public readonly struct SdpAttribute
    {
        /// <summary>What stands before the first colon.</summary>
        public readonly string Name;

        /// <summary>What follows it; null for an attribute without a colon, such as <c>a=sendonly</c>.</summary>
        public readonly string? Value;

        public SdpAttribute(string name, string? value = null)
        {
            if (name.Length == 0) throw new ArgumentException("An attribute has a name.", nameof(name));
            Name = name;
            Value = value;
        }

        /// <summary>Reads what follows "a="; false when there is no name.</summary>
        public static bool TryParse(string text, out SdpAttribute attribute)
        {
            int colon = text.IndexOf(':');
            bool isNamed = colon != 0 && text.Length > 0;
            attribute = !isNamed ? default
                : colon < 0 ? new SdpAttribute(text)
                : new SdpAttribute(text.Substring(0, colon), text.Substring(colon + 1));
            return isNamed;
        }

        /// <summary>What follows "a=".</summary>
        public override string ToString() => Value == null ? Name : $"{Name}:{Value}";
    }
}
