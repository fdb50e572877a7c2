#nullable enable
using System;

namespace Earshot.Rtc
{
    /// <summary>How much may be sent again: half of what is sent. Whoever asks for more, in a jam or by malice, must
    /// not make the jam worse.</summary>
    internal sealed class RetransmissionBudget
    {
        private const int ShareDivisor = 2;
        private const long Most = 64 * 1024;

        // So that the first packets of a voice are mended too.
        private long _bytes = 8 * 1024;

        public void HandleMedia(int bytes) => _bytes = Math.Min(Most, _bytes + bytes / ShareDivisor);

        public bool TrySpend(int bytes)
        {
            if (_bytes < bytes) return false;
            _bytes -= bytes;
            return true;
        }
    }
}
