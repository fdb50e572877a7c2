#nullable enable
namespace Earshot.Rtc.Ice
{
    /// <summary>What an agent tells its owner. Events are level-triggered: the property is the truth, and two changes
    /// between two polls are one event.</summary>
    public enum IceEvent
    {
        /// <summary><see cref="IceAgent.State"/> changed.</summary>
        StateChanged,

        /// <summary>What <see cref="IceAgent.TryGetSelected"/> says changed.</summary>
        SelectedPairChanged,

        /// <summary><see cref="IceAgent.IsGatheringComplete"/> has become true.</summary>
        GatheringComplete,
    }
}
