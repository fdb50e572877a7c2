#nullable enable
namespace Earshot.Audio.Opus
{
    /// <summary>What the encoder favours; the value is libopus's.</summary>
    public enum OpusApplication
    {
        /// <summary>Intelligible speech at low rates, the only one with in-band FEC at work.</summary>
        Voip = 2048,

        /// <summary>Fidelity to the input: music, mixed content.</summary>
        Audio = 2049,

        /// <summary>The least delay (2.5 ms of lookahead instead of 6.5 ms), without the speech mode.</summary>
        LowDelay = 2051,
    }
}
