#nullable enable
using System.Collections.Generic;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Sdp
{
    /// <summary>Sources that belong together: <c>a=ssrc-group</c> (RFC 5576 section 4.2).</summary>
    public sealed class SsrcGroup
    {
        /// <summary>How: "FID" joins a stream to its retransmissions, "SIM" joins simulcast layers.</summary>
        public string Semantics { get; }

        /// <summary>The sources, the main one first.</summary>
        public IReadOnlyList<Ssrc> Ssrcs { get; }

        public SsrcGroup(string semantics, IReadOnlyList<Ssrc> ssrcs)
        {
            Semantics = semantics;
            Ssrcs = ssrcs;
        }

        /// <summary>Reads what follows "ssrc-group:".</summary>
        public static bool TryParse(string value, out SsrcGroup? group)
        {
            group = null;
            string[] words = value.Split(' ');
            if (words[0].Length == 0) return false;
            var ssrcs = new List<Ssrc>(words.Length - 1);
            for (int i = 1; i < words.Length; i++)
            {
                if (!MediaSource.TryParseNumber(words[i], out Ssrc ssrc)) return false;
                ssrcs.Add(ssrc);
            }

            group = new SsrcGroup(words[0], ssrcs);
            return true;
        }

        /// <summary>What follows "ssrc-group:".</summary>
        public override string ToString() => $"{Semantics} {string.Join(" ", Ssrcs)}";
    }
}
