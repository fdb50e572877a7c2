#nullable enable
using System.Collections.Generic;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Srtp
{
    /// <summary>One replay window for each sender of RTCP, since each counts its SRTCP index for itself (RFC 3711
    /// section 3.2.3 makes the ssrc part of the context). Only authenticated senders get one, and there are never more
    /// than <see cref="MaxSenders"/>: a further one takes over the window of the sender longest unheard, so that a long
    /// session, in which ssrcs come and go, does not go deaf.</summary>
    internal sealed class RtcpReplayWindows
    {
        /// <summary>How many senders are remembered.</summary>
        public const int MaxSenders = 256;

        private readonly Dictionary<Ssrc, Sender> _senders = new Dictionary<Ssrc, Sender>();
        private long _commits;

        /// <summary>True when that packet of that sender may be new.</summary>
        public bool IsFresh(Ssrc ssrc, SeqNo seq) =>
            !_senders.TryGetValue(ssrc, out Sender? sender) || sender.Window.IsFresh(seq);

        /// <summary>Remembers an authenticated packet.</summary>
        public void Commit(Ssrc ssrc, SeqNo seq)
        {
            if (!_senders.TryGetValue(ssrc, out Sender? sender))
            {
                sender = _senders.Count < MaxSenders ? new Sender() : TakeLongestUnheard();
                _senders.Add(ssrc, sender);
            }

            sender.LastCommit = ++_commits;
            sender.Window.Commit(seq);
        }

        private Sender TakeLongestUnheard()
        {
            KeyValuePair<Ssrc, Sender> longest = default;
            foreach (KeyValuePair<Ssrc, Sender> entry in _senders)
            {
                if (longest.Value == null || entry.Value.LastCommit < longest.Value.LastCommit) longest = entry;
            }

            _senders.Remove(longest.Key);
            longest.Value.Window.Clear();
            return longest.Value;
        }

        private sealed class Sender
        {
            public readonly ReplayWindow Window = new ReplayWindow();
            public long LastCommit;
        }
    }
}
