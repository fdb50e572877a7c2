#nullable enable
namespace Earshot.Audio.Capture
{
    /// <summary>When the others hear the microphone.</summary>
    public enum GateMode
    {
        /// <summary>Always.</summary>
        Open,

        /// <summary>While somebody speaks into it, from 20 ms before until 300 ms after. Costs a delay of
        /// 20 ms.</summary>
        VoiceActivated,

        /// <summary>While a key is pressed, and 200 ms longer: people let go before the last syllable has
        /// ended.</summary>
        PushToTalk,
    }
}
