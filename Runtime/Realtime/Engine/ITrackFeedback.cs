#nullable enable
using Earshot.Rtc.Wire;

namespace Earshot.Realtime
{
    /// <summary>What the network asks of whoever encodes a published track. Told on a network thread, under the
    /// engine's lock: note it and return.</summary>
    public interface ITrackFeedback
    {
        /// <summary>A subscriber cannot go on without a key frame.</summary>
        /// <param name="rid">The simulcast layer; not given for the only encoding.</param>
        void OnKeyFrameRequested(Rid rid);

        /// <summary>How much an encoding may send from now on, in bit/s; 0 while the path has no room for it.</summary>
        /// <param name="rid">The simulcast layer; not given for the only encoding.</param>
        /// <param name="bitrate">In bit/s.</param>
        void OnTargetBitrate(Rid rid, long bitrate);
    }
}
