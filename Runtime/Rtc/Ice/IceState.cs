#nullable enable
namespace Earshot.Rtc.Ice
{
    /// <summary>Where an agent stands. A usable path is enough to be connected: nomination may come later and is told
    /// as <see cref="IceEvent.SelectedPairChanged"/>.</summary>
    public enum IceState
    {
        /// <summary>The other side's credentials are not known yet.</summary>
        New,

        /// <summary>They are known and no path works yet.</summary>
        Checking,

        /// <summary>A path works.</summary>
        Connected,

        /// <summary>No path ever worked, or the last was lost; <see cref="IceAgent.FailureReason"/> says which. Only a
        /// restart leads out.</summary>
        Failed,

        /// <summary>This side ended it.</summary>
        Closed,
    }
}
