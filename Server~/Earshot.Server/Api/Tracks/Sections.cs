using Earshot.Rtc;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;
using Earshot.Sfu.Sessions;
using Earshot.Sfu.Tracks;

namespace Earshot.Server.Api.Tracks;

/// <summary>Media sections as requests speak of them.</summary>
internal static class Sections
{
    /// <summary>The section a request names by its mid, or by "#" and the name of a track on it; null when there is
    /// none that lives.</summary>
    public static Transceiver? Find(Session session, string? reference)
    {
        if (string.IsNullOrEmpty(reference)) return null;
        Mid mid = reference[0] == '#' ? MidOf(session, reference[1..]) : new Mid(reference);
        return mid.IsGiven && session.Peer.Find(mid) is { IsStopped: false } section ? section : null;
    }

    /// <summary>True when the last negotiation lets media come in.</summary>
    public static bool IsOpenInwards(Transceiver section) => !section.IsStopped && section.CurrentDirection.Receives();

    /// <summary>Wants media to come in, beside what goes out; or to go out too.</summary>
    public static void OpenInwards(Session session, Transceiver section, bool isBoth) =>
        session.Peer.SetDirection(section, Directions.Of(section.Direction.Sends() || isBoth, receives: true));

    /// <summary>Wants media to go out; beside what comes in, if that is wanted.</summary>
    public static void OpenOutwards(Session session, Transceiver section)
    {
        bool receives = IsBidirectional(section) || session.Tracks.FindPublished(section.Mid) != null;
        session.Peer.SetDirection(section, Directions.Of(sends: true, receives));
    }

    /// <summary>True when one track is to go each way on it.</summary>
    public static bool IsBidirectional(Transceiver section) => section.Direction == Direction.SendRecv;

    private static Mid MidOf(Session session, string trackName)
    {
        foreach (ITrack track in session.Tracks.All)
        {
            if (track.IsActive && track.Name.Value == trackName) return track.Mid;
        }

        return default;
    }
}
