#nullable enable
using System;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Ice
{
    /// <summary>When to ask for consent to go on sending (https://www.rfc-editor.org/rfc/rfc7675#section-5.1): every
    /// 5 s, randomised to 4 to 6 so that many peers do not ask in step. A consent check whose answer is overdue is
    /// repeated like any other check: asked but once each, six lost in a row would end a call within minutes where
    /// three datagrams in ten are lost.</summary>
    internal sealed class Consent
    {
        /// <summary>How long one answer lets us send.</summary>
        public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30);

        private const int ShortestMilliseconds = 4000;
        private const int SpreadMilliseconds = 2000;

        private readonly IRandom _random;

        public Consent(IRandom random) => _random = random;

        /// <summary>When to ask next.</summary>
        public Instant NextAt { get; private set; }

        /// <summary>Asks next at once.</summary>
        public void Hasten(Instant now) => NextAt = now;

        /// <summary>Counts the interval anew: consent was just given or asked for.</summary>
        public void Schedule(Instant now)
        {
            Span<byte> bytes = stackalloc byte[2];
            _random.Fill(bytes);
            int spread = (bytes[0] << 8 | bytes[1]) * SpreadMilliseconds >> 16;
            NextAt = now + TimeSpan.FromMilliseconds(ShortestMilliseconds + spread);
        }
    }
}
