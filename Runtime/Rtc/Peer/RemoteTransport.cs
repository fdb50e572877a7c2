#nullable enable
using System.Collections.Generic;
using Earshot.Rtc.Dtls;
using Earshot.Rtc.Ice;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc
{
    /// <summary>What the other side's description says of its transport. All sections are bundled, so the tagged one
    /// speaks for all; what it lacks the session level gives.</summary>
    internal sealed class RemoteTransport
    {
        /// <summary>The section that speaks for all.</summary>
        public Mid Tagged { get; }

        public IceCredentials Credentials { get; }

        public bool IsLite { get; }

        public Fingerprint Fingerprint { get; }

        public SetupRole Setup { get; }

        public IReadOnlyList<Candidate> Candidates { get; }

        /// <summary>Candidates with an mDNS name in the place of the address, as they stand in the SDP.</summary>
        public IReadOnlyList<string> NamedCandidates { get; }

        /// <summary>True when the list of candidates is all there will be.</summary>
        public bool HasAllCandidates { get; }

        private RemoteTransport(
            IceCredentials credentials, bool isLite, Fingerprint fingerprint, MediaDescription tagged)
        {
            Tagged = tagged.Mid;
            Credentials = credentials;
            IsLite = isLite;
            Fingerprint = fingerprint;
            Setup = tagged.Setup ?? SetupRole.ActPass;
            Candidates = ReadCandidates(tagged, out List<string> named);
            NamedCandidates = named;
            HasAllCandidates = tagged.Attributes.Has("end-of-candidates");
        }

        /// <summary>Reads it. True with null when every section is rejected and none speaks for a transport.</summary>
        public static bool TryRead(SessionDescription description, out RemoteTransport? transport, out string error)
        {
            transport = null;
            error = "";
            MediaDescription? tagged = description.BundleTagged;
            if (tagged == null || tagged.IsRejected) return true;
            if (tagged.IceUfrag == null || tagged.IcePassword == null)
            {
                error = $"The section with mid '{tagged.Mid}' has no a=ice-ufrag and a=ice-pwd, nor has the session.";
                return false;
            }

            if (tagged.Fingerprint == null)
            {
                error = $"The section with mid '{tagged.Mid}' has no a=fingerprint, nor has the session.";
                return false;
            }

            if (!IceCredentials.TryParse(tagged.IceUfrag, tagged.IcePassword, out IceCredentials sound, out error))
                return false;
            transport = new RemoteTransport(sound, description.IceLite, tagged.Fingerprint.Value, tagged);
            return true;
        }

        // A candidate we cannot use (TCP) is no error: another one may work, and checks teach us the rest.
        private static List<Candidate> ReadCandidates(MediaDescription section, out List<string> named)
        {
            var candidates = new List<Candidate>();
            named = new List<string>();
            foreach (string line in section.Candidates)
            {
                if (Candidate.TryParse(line, out Candidate? candidate, out _))
                {
                    if (candidate!.Component == Candidate.RtpComponent) candidates.Add(candidate);
                }
                else if (Candidate.TryFindName(line, out _))
                {
                    named.Add(line);
                }
            }

            return candidates;
        }
    }
}
