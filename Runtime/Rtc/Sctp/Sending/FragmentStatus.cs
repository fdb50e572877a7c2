#nullable enable
namespace Earshot.Rtc.Sctp
{
    /// <summary>Where a fragment to send is.</summary>
    internal enum FragmentStatus
    {
        /// <summary>It waits for its first transmission and has no TSN.</summary>
        Queued,

        /// <summary>It is on its way.</summary>
        InFlight,

        /// <summary>It is taken for lost, and waits to be sent again.</summary>
        Lost,

        /// <summary>It has arrived above a gap.</summary>
        Arrived,

        /// <summary>It will not be sent any more; FORWARD-TSN is to say so.</summary>
        Abandoned,
    }
}
