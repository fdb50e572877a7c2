using System.Collections.Generic;
using Earshot.Rtc.Wire;

namespace Earshot.Sfu.Stats;

/// <summary>How an SFU stands at a moment, and what it has done since it began.</summary>
/// <param name="Sessions">Sessions that live.</param>
/// <param name="ConnectedSessions">Those of them whose transport is connected.</param>
/// <param name="PublishedTracks">Open publications.</param>
/// <param name="PulledTracks">Open subscriptions.</param>
/// <param name="SessionsMade">Sessions made.</param>
/// <param name="DatagramsReceived">Datagrams that came to the sockets.</param>
/// <param name="BytesReceived">Their bytes.</param>
/// <param name="DatagramsSent">Datagrams sent.</param>
/// <param name="BytesSent">Their bytes.</param>
/// <param name="Forwarded">Media packets handed to a subscriber.</param>
/// <param name="Retransmitted">Packets that a subscriber missed and got once more.</param>
/// <param name="KeyFramesWanted">Times that a subscriber wanted a key frame.</param>
/// <param name="KeyFramesAsked">Times that a publisher was asked for one.</param>
/// <param name="Dropped">Datagrams dropped, by reason.</param>
public sealed record SfuStats(
    int Sessions,
    int ConnectedSessions,
    int PublishedTracks,
    int PulledTracks,
    long SessionsMade,
    long DatagramsReceived,
    long BytesReceived,
    long DatagramsSent,
    long BytesSent,
    long Forwarded,
    long Retransmitted,
    long KeyFramesWanted,
    long KeyFramesAsked,
    IReadOnlyDictionary<DropReason, long> Dropped);
