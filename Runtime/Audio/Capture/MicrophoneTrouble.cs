#nullable enable
namespace Earshot.Audio.Capture
{
    /// <summary>What is wrong with the microphone, as far as its samples tell.</summary>
    public enum MicrophoneTrouble
    {
        /// <summary>Nothing that could be seen.</summary>
        None,

        /// <summary>It gives exact zeros: switched off, not permitted, or not the one that is in use.</summary>
        Silent,

        /// <summary>It is so loud that its peaks are cut off.</summary>
        Clipping,
    }
}
