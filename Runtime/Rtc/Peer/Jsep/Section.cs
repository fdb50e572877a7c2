#nullable enable
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc
{
    /// <summary>A place in the SDP. Places are never removed, only stopped, because the other side counts them
    /// (RFC 8829 section 5.2.2). A place whose kind we do not serve has no transceiver and stays refused.</summary>
    internal sealed class Section
    {
        public Mid Mid { get; }

        /// <summary>Null when the section is refused for good.</summary>
        public Transceiver? Transceiver { get; }

        /// <summary>The other side's latest words on the section; null until it has said any.</summary>
        public MediaDescription? Remote { get; set; }

        public bool IsRefused => Transceiver == null || Transceiver.IsStopped;

        public Section(Mid mid, Transceiver? transceiver)
        {
            Mid = mid;
            Transceiver = transceiver;
        }
    }
}
