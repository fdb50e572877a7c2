#nullable enable
namespace Earshot.Stage
{
    /// <summary>What a <see cref="StageChange"/> asks for.</summary>
    public enum StageChangeKind
    {
        /// <summary>Subscribe. A voice is silent at first: its gain follows.</summary>
        Pull,

        /// <summary>Unsubscribe. A voice has been faded out before, unless it was blocked.</summary>
        Drop,

        /// <summary>Play at this gain from now on.</summary>
        SetGain,

        /// <summary>Pull this simulcast layer from now on.</summary>
        SetLayer,
    }
}
