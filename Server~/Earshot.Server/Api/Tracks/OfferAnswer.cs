using System;
using Earshot.Realtime.Api;
using Earshot.Rtc;
using Earshot.Rtc.Wire;
using Earshot.Sfu.Sessions;

namespace Earshot.Server.Api.Tracks;

/// <summary>The halves of an SDP exchange, in the order the session's state allows. On the SFU's thread.</summary>
internal static class OfferAnswer
{
    /// <summary>Takes the client's offer; false with a sentence when it may not come now or cannot be read. Then
    /// <see cref="Answer"/> must follow.</summary>
    public static bool TryTakeOffer(Session session, Instant now, SessionDescriptionBody offer, out string error) =>
        IsOf("offer", offer, out error)
        && IsStable(session, out error)
        && IsTerminated(offer, out error)
        && HasFewSections(session, offer, out error)
        && session.Peer.TrySetOffer(now, offer.Sdp, out error);

    /// <summary>Answers the offer that was taken.</summary>
    public static SessionDescriptionBody Answer(Session session, Instant now)
    {
        string sdp = session.Peer.CreateAnswer(now);
        session.OnNegotiated();
        return SessionDescriptionBody.Answer(sdp);
    }

    /// <summary>Comes before sections are added for an offer of ours. The first one brings a data section before all
    /// others, so that a client may close all its tracks: Chrome's max-bundle wants one section to live, and moves to a
    /// new transport when the first one stops.</summary>
    public static void Prepare(Session session, Instant now)
    {
        if (session.Peer.State == PeerState.New && session.Peer.Transceivers.Count == 0 && !session.IsThirdParty)
            session.AddData(now);
    }

    /// <summary>Makes an offer of what was added to the peer.</summary>
    public static SessionDescriptionBody Offer(Session session, Instant now)
    {
        string sdp = session.Peer.CreateOffer(now);
        session.OnOffered(now);
        return SessionDescriptionBody.Offer(sdp);
    }

    /// <summary>Takes the client's answer to our offer; false with a sentence when we wait for none or it cannot be
    /// read.</summary>
    public static bool TryTakeAnswer(Session session, Instant now, SessionDescriptionBody? answer, out string error)
    {
        bool isTaken = AwaitsAnswer(session, out error)
            && IsOf("answer", answer, out error)
            && IsTerminated(answer!, out error)
            && session.Peer.TrySetAnswer(now, answer!.Sdp, out error);
        if (isTaken) session.OnNegotiated();
        return isTaken;
    }

    /// <summary>True when no exchange is under way; else a sentence on what the session waits for.</summary>
    public static bool IsStable(Session session, out string error)
    {
        bool isStable = session.Peer.SignalingState == SignalingState.Stable;
        error = isStable ? "" : "The signaling state is expecting an answer: send it by PUT renegotiate first.";
        return isStable;
    }

    private static bool AwaitsAnswer(Session session, out string error)
    {
        bool awaits = session.Peer.SignalingState == SignalingState.HaveLocalOffer;
        error = awaits ? "" : "The signaling state is expecting an offer: the server has made none to be answered.";
        return awaits;
    }

    private static bool IsOf(string type, SessionDescriptionBody? description, out string error)
    {
        bool isSo = description?.Type == type;
        error = isSo ? "" : $"The request needs a sessionDescription of type \"{type}\".";
        return isSo;
    }

    /// <summary>Sections that were offered once stay for the session's life, so that there must not be too
    /// many.</summary>
    private static bool HasFewSections(Session session, SessionDescriptionBody offer, out string error)
    {
        int sections = offer.Sdp.AsSpan().Count("\nm=");
        error = sections <= session.MaxSections
            ? ""
            : $"The SDP has {sections} media sections, and a session holds {session.MaxSections}.";
        return error.Length == 0;
    }

    /// <summary>Cloudflare refuses an SDP that was trimmed, and so do we, lest a client works only here.</summary>
    private static bool IsTerminated(SessionDescriptionBody description, out string error)
    {
        bool isTerminated = description.Sdp.EndsWith("\r\n", StringComparison.Ordinal);
        error = isTerminated ? "" : "The SDP is missing the termination at the end: its last line ends with CRLF too.";
        return isTerminated;
    }
}
