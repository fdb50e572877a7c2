#nullable enable
namespace Earshot.Rtc.Streams
{
    /// <summary>What the trend of packets' delays says of a path.</summary>
    internal enum PathUse
    {
        /// <summary>Delays stay as they are.</summary>
        Normal,

        /// <summary>Delays grow: a queue is filling.</summary>
        Over,

        /// <summary>Delays shrink: a queue is emptying, and is better left alone until it is empty.</summary>
        Under,
    }
}
