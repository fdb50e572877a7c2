#nullable enable
// How loud the audio of a packet is, as its sender measured it.
// https://www.rfc-editor.org/rfc/rfc6464#section-3
//
//   0 1 2 3 4 5 6 7
//  +-+-+-+-+-+-+-+-+
//  |V|    level    |
//  +-+-+-+-+-+-+-+-+
using System;

namespace Earshot.Rtc.Rtp
{
    /// <summary>The value of an ssrc-audio-level header extension.</summary>
    public readonly struct AudioLevel
    {
        /// <summary>Length in bytes of the value.</summary>
        public const int Length = 1;

        /// <summary>The quietest level, which also stands for digital silence.</summary>
        public const int Silence = 127;

        /// <summary>True when the sender believes that the packet holds speech.</summary>
        public readonly bool IsVoice;

        /// <summary>Attenuation from full scale: 0 is the loudest, 127 (-127 dBov) silence.</summary>
        public readonly int Attenuation;

        /// <summary>A level; attenuations outside 0 to 127 dB are clamped.</summary>
        public AudioLevel(bool isVoice, int attenuation)
        {
            IsVoice = isVoice;
            Attenuation = Math.Max(0, Math.Min(Silence, attenuation));
        }

        /// <summary>Reads an element's value. Some senders pad it, so more than one byte is accepted.</summary>
        public static bool TryParse(ReadOnlySpan<byte> value, out AudioLevel level)
        {
            level = default;
            if (value.Length < Length) return false;
            level = new AudioLevel((value[0] & 0x80) != 0, value[0] & 0x7F);
            return true;
        }

        /// <summary>Writes one byte and returns 1.</summary>
        public int WriteTo(Span<byte> value)
        {
            value[0] = (byte)(Attenuation | (IsVoice ? 0x80 : 0));
            return Length;
        }
    }
}
