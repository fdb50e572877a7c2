using System;
using Earshot.Realtime.Api;
using Earshot.Rtc;
using Earshot.Rtc.Sctp;
using Earshot.Rtc.Wire;
using Earshot.Sfu.Channels;
using Earshot.Sfu.Sessions;

namespace Earshot.Server.Api.DataChannels;

/// <summary>What POST datachannels/new and PUT datachannels/update do with one channel. What is wrong with it is an
/// error of its item. On the SFU's thread.</summary>
internal static class ChannelOpening
{
    /// <summary>More than anyone names a channel; DCEP has room for 65,535 bytes (RFC 8832 section 5.1).</summary>
    private const int LongestName = 1024;

    public static DataChannelObject Publish(Session session, Instant now, DataChannelObject wanted)
    {
        if (!TryRead(session, wanted, out Reliability reliability, out ApiError? error)) return Refuse(wanted, error!);
        if (wanted.DataChannelName == DataChannelObject.ServerEvents)
            return Refuse(wanted, new ApiError(ApiError.InvalidParams, "The name \"server-events\" is the SFU's own."));
        if (session.Channels.FindPublished(wanted.DataChannelName) != null) return Refuse(wanted, Repeated);
        return DataChannelCalls.Describe(session.Channels.Publish(now, wanted.DataChannelName, reliability));
    }

    public static DataChannelObject Pull(Sfu.Sfu sfu, Session session, Instant now, DataChannelObject wanted)
    {
        if (!TryRead(session, wanted, out Reliability reliability, out ApiError? error)) return Refuse(wanted, error!);
        Session? publisher = sfu.Find(wanted.SessionId);
        PublishedChannel? source = publisher?.Channels.FindPublished(wanted.DataChannelName);
        if (source == null || publisher!.Peer.State != PeerState.Connected) return Refuse(wanted, NotFound);
        if (session.Channels.FindPulled(wanted.SessionId, wanted.DataChannelName) != null)
            return Refuse(wanted, Repeated);
        PulledChannel pulled = session.Channels.Pull(now, source, reliability, wanted.WaitForAck == true);
        if (wanted.CanReply == true) pulled.SetCanReply(true);
        return DataChannelCalls.Describe(pulled);
    }

    public static DataChannelObject Update(Session session, DataChannelObject wanted)
    {
        if (wanted.Location != TrackObject.Remote || wanted.CanReply == null)
        {
            return Refuse(wanted, new ApiError(
                ApiError.InvalidParams, "Only canReply of a remote channel can be updated."));
        }

        PulledChannel? pulled = session.Channels.FindPulled(wanted.SessionId, wanted.DataChannelName);
        if (pulled == null) return Refuse(wanted, NotFound);
        pulled.SetCanReply(wanted.CanReply.Value);
        DataChannelObject result = DataChannelCalls.Describe(pulled);
        result.CanReply = wanted.CanReply;
        return result;
    }

    private static readonly ApiError NotFound = new(ApiError.NotFoundTrack,
        "Data channel not found on remote peer. Make sure the publisher is connected and has allocated it");

    private static readonly ApiError Repeated = new(ApiError.RepeatedLocalTrack,
        "The data channel is allocated on this session already");

    private static bool TryRead(
        Session session, DataChannelObject wanted, out Reliability reliability, out ApiError? error)
    {
        reliability = default;
        string problem = "";
        if (!wanted.DataChannelName.IsGiven) problem = "Missing dataChannelName in data channel";
        else if (wanted.DataChannelName.Value.Length > LongestName)
            problem = $"A dataChannelName has at most {LongestName} characters";
        else if (session.Channels.IsFull) problem = $"At most {SessionChannels.MaxOpen} data channels fit on a session";
        else if (wanted.MaxRetransmits != null && wanted.MaxPacketLifeTime != null)
            problem = "maxRetransmits and maxPacketLifeTime exclude each other";
        else if (!IsLimit(wanted.MaxRetransmits) || !IsLimit(wanted.MaxPacketLifeTime))
            problem = $"A limit of retransmissions is 0 to {ushort.MaxValue}";
        error = problem.Length == 0 ? null : new ApiError(ApiError.InvalidParams, problem);
        if (error != null) return false;
        TimeSpan? lifeTime = wanted.MaxPacketLifeTime is int ms ? TimeSpan.FromMilliseconds(ms) : null;
        reliability = new Reliability(wanted.Ordered == false, wanted.MaxRetransmits, lifeTime);
        return true;
    }

    private static bool IsLimit(int? limit) => limit is null or (>= 0 and <= ushort.MaxValue);

    private static DataChannelObject Refuse(DataChannelObject wanted, ApiError error) => new()
    {
        Location = wanted.Location,
        SessionId = wanted.SessionId,
        DataChannelName = wanted.DataChannelName,
        Error = error,
    };
}
