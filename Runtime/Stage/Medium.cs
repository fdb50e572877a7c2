#nullable enable
namespace Earshot.Stage
{
    /// <summary>What is pulled. Each has seats of its own, so that pictures take none from voices.</summary>
    public enum Medium
    {
        /// <summary>Sound.</summary>
        Voice,

        /// <summary>Pictures.</summary>
        Video,
    }
}
