#nullable enable
using System;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Ice
{
    /// <summary>Checks of a remote generation whose credentials have not been signalled yet: an answerer's, or those
    /// of a restart, overtake the SDP. They are answered at once, and remembered here to be triggered later
    /// (https://www.rfc-editor.org/rfc/rfc8445#section-7.3). Beyond <see cref="Slots"/> the oldest
    /// is forgotten.</summary>
    internal sealed class EarlyChecks
    {
        public const int Slots = 16;

        private readonly EarlyCheck[] _checks = new EarlyCheck[Slots];
        private int _next;

        /// <summary>Remembers a check, or renews what is known of its path.</summary>
        public void Remember(in BindingRequest request)
        {
            int at = IndexOf(request.Local, request.Remote);
            bool isKnown = at >= 0 && request.Ufrag.SequenceEqual(_checks[at].Ufrag);
            if (at < 0)
            {
                at = _next;
                _next = (_next + 1) % Slots;
            }

            _checks[at] = new EarlyCheck
            {
                Local = request.Local,
                Remote = request.Remote,
                Ufrag = isKnown ? _checks[at].Ufrag : request.Ufrag.ToArray(),
                Priority = request.Priority,
                UseCandidate = request.UseCandidate || isKnown && _checks[at].UseCandidate,
            };
        }

        /// <summary>True when a check came on that path.</summary>
        public bool Contains(TransportAddress local, TransportAddress remote) => IndexOf(local, remote) >= 0;

        /// <summary>Takes out one whose sender is by now known, until there is none.</summary>
        public bool TryTake(BindingExchange exchange, out BindingRequest request)
        {
            request = default;
            for (int i = 0; i < Slots; i++)
            {
                EarlyCheck check = _checks[i];
                if (check.Ufrag == null || !exchange.IsRemoteUfrag(check.Ufrag)) continue;
                request = new BindingRequest(
                    check.Local, check.Remote, check.Ufrag, check.Priority, check.UseCandidate);
                _checks[i] = default;
                return true;
            }

            return false;
        }

        private int IndexOf(TransportAddress local, TransportAddress remote)
        {
            for (int i = 0; i < Slots; i++)
            {
                if (_checks[i].Ufrag != null && _checks[i].Local == local && _checks[i].Remote == remote) return i;
            }

            return -1;
        }

        private struct EarlyCheck
        {
            public TransportAddress Local;
            public TransportAddress Remote;
            public byte[]? Ufrag;
            public uint Priority;
            public bool UseCandidate;
        }
    }
}
