#nullable enable
namespace Earshot.Stage
{
    /// <summary>Which simulcast layer of a video to pull; the host maps it to a rid.</summary>
    public enum VideoLayer : byte
    {
        /// <summary>The smallest, for what is small on screen or behind the viewer.</summary>
        Low,

        /// <summary>The middle one.</summary>
        Medium,

        /// <summary>The largest.</summary>
        High,
    }
}
