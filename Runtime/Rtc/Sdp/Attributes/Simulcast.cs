#nullable enable
using System;
using System.Collections.Generic;
using System.Text;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Sdp
{
    /// <summary>Which encodings of one track a section carries each way: <c>a=simulcast</c> (RFC 8853 section 5.1),
    /// such as "send a;~b recv c". Of alternatives ("a,b") only the first is read.</summary>
    public sealed class Simulcast
    {
        /// <summary>What the writer sends, best first as Chrome orders them.</summary>
        public IReadOnlyList<SimulcastStream> Send { get; }

        /// <summary>What the writer receives.</summary>
        public IReadOnlyList<SimulcastStream> Receive { get; }

        public Simulcast(IReadOnlyList<SimulcastStream> send, IReadOnlyList<SimulcastStream> receive)
        {
            Send = send;
            Receive = receive;
        }

        /// <summary>Reads what follows "simulcast:".</summary>
        public static bool TryParse(string value, out Simulcast? simulcast)
        {
            simulcast = null;
            IReadOnlyList<SimulcastStream>? send = null, receive = null;
            string[] words = value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0 || words.Length % 2 != 0) return false;
            for (int i = 0; i < words.Length; i += 2)
            {
                if (!TryParseStreams(words[i + 1], out List<SimulcastStream> streams)) return false;
                if (words[i] == "send" && send == null) send = streams;
                else if (words[i] == "recv" && receive == null) receive = streams;
                else return false;
            }

            IReadOnlyList<SimulcastStream> none = Array.Empty<SimulcastStream>();
            simulcast = new Simulcast(send ?? none, receive ?? none);
            return true;
        }

        /// <summary>What follows "simulcast:".</summary>
        public override string ToString()
        {
            var text = new StringBuilder();
            Append(text, "send", Send);
            Append(text, "recv", Receive);
            return text.ToString();
        }

        private static bool TryParseStreams(string list, out List<SimulcastStream> streams)
        {
            streams = new List<SimulcastStream>();
            foreach (string alternatives in list.Split(';'))
            {
                string first = alternatives.Split(',')[0];
                bool isPaused = first.StartsWith("~", StringComparison.Ordinal);
                string rid = isPaused ? first.Substring(1) : first;
                if (rid.Length == 0) return false;
                streams.Add(new SimulcastStream(new Rid(rid), isPaused));
            }

            return true;
        }

        private static void Append(StringBuilder text, string word, IReadOnlyList<SimulcastStream> streams)
        {
            if (streams.Count == 0) return;
            if (text.Length > 0) text.Append(' ');
            text.Append(word).Append(' ').Append(string.Join(";", streams));
        }
    }
}
