#nullable enable
using System;
using Earshot.Rtc.Wire;

namespace Earshot.Realtime
{
    /// <summary>Where a pulled track's packets go.</summary>
    public interface ITrackSink
    {
        /// <summary>One packet, authenticated and decrypted, on the thread that read it from the socket: copy
        /// <paramref name="payload"/>, do not block, do not call the session.</summary>
        void OnRtp(Instant now, SeqNo seq, RtpTime time, bool marker, ReadOnlySpan<byte> payload);
    }
}
