#nullable enable
namespace Earshot.Video
{
    /// <summary>Which row of a picture comes first in memory.</summary>
    public enum RowOrder
    {
        /// <summary>The uppermost, as in most image files.</summary>
        TopDown,

        /// <summary>The lowest, as in the pixels of Unity's textures.</summary>
        BottomUp,
    }
}
