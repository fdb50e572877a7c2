#nullable enable
namespace Earshot.Stage
{
    /// <summary>How voices that might be heard are found. The choice is the same in every case.</summary>
    public enum CandidateSearch
    {
        /// <summary>By a grid when there are listeners enough to pay for building it each tick, else by a
        /// scan.</summary>
        Automatic,

        /// <summary>Each listener looks at every player: quickest for a client.</summary>
        Scan,

        /// <summary>Each listener looks at the cells around it: quickest for a server or a farm of bots.</summary>
        Grid,
    }
}
