#nullable enable
namespace Earshot.Realtime
{
    /// <summary>What makes a published track's packets: a microphone with its encoder, a camera, a file. Tracks outlive
    /// it: when a device is lost, the next source takes over on the same track, without an exchange.</summary>
    public interface ITrackSource : ITrackFeedback
    {
        /// <summary>Sends on that from now on; null for nothing more. Any thread; do not block.</summary>
        void SendOn(TrackSender? sender);
    }
}
