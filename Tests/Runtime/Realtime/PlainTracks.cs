#nullable enable
using System;
using Earshot.Realtime;
using Earshot.Realtime.Api;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;

namespace Earshot.Tests
{
    /// <summary>Tracks of one encoding, which most tests are about.</summary>
    internal static class PlainTracks
    {
        public static void AddTrack(this IRtcPeer peer, MediaKind kind, TrackName name) =>
            peer.AddTrack(kind, name, TrackEncoding.Single);

        public static bool TrySend(
            this IRtcPeer peer, Mid mid, RtpTime time, bool marker, ReadOnlySpan<byte> payload) =>
            peer.TrySend(mid, default, time, marker, payload);
    }
}
