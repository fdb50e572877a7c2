using Earshot.Realtime.Api;
using Earshot.Rtc;
using Earshot.Rtc.Wire;
using Earshot.Sfu.Sessions;

namespace Earshot.Server.Api;

/// <summary>The halves of an SDP exchange, in the order the session's state allows. On the SFU's thread.</summary>
internal static class OfferAnswer
{
    /// <summary>Takes the client's offer; false with a sentence when it may not come now or cannot be read. Then
    /// <see cref="Answer"/> must follow.</summary>
    public static bool TryTakeOffer(Session session, Instant now, SessionDescriptionBody offer, out string error)
    {
        error = "";
        if (!offer.IsOffer) error = "The session description must be an offer.";
        else if (!IsStable(session, out error)) return false;
        else if (!session.Peer.TrySetOffer(now, offer.Sdp, out error)) error = $"The offer was refused: {error}";
        return error.Length == 0;
    }

    /// <summary>Answers the offer that was taken.</summary>
    public static SessionDescriptionBody Answer(Session session, Instant now)
    {
        string sdp = session.Peer.CreateAnswer(now);
        session.OnNegotiated(now);
        return SessionDescriptionBody.Answer(sdp);
    }

    /// <summary>Makes an offer of what was added to the peer.</summary>
    public static SessionDescriptionBody Offer(Session session, Instant now)
    {
        string sdp = session.Peer.CreateOffer(now);
        session.Touch();
        return SessionDescriptionBody.Offer(sdp);
    }

    /// <summary>Takes the client's answer to our offer; false with a sentence when we wait for none or it cannot be
    /// read.</summary>
    public static bool TryTakeAnswer(
        Session session, Instant now, SessionDescriptionBody? answer, out string error)
    {
        error = "";
        if (session.Peer.SignalingState != SignalingState.HaveLocalOffer)
            error = "The signaling state is expecting an offer, not an answer: the server has not made an offer that is unanswered.";
        else if (answer == null || answer.IsOffer)
            error = "The session description must be an answer.";
        else if (!session.Peer.TrySetAnswer(now, answer.Sdp, out error))
            error = $"The answer was refused: {error}";
        if (error.Length > 0) return false;
        session.OnNegotiated(now);
        return true;
    }

    /// <summary>True when no exchange is under way; else a sentence on what the session waits for.</summary>
    public static bool IsStable(Session session, out string error)
    {
        bool isStable = session.Peer.SignalingState == SignalingState.Stable;
        error = isStable ? "" : "The signaling state is expecting an answer: answer the server's offer by PUT renegotiate first.";
        return isStable;
    }
}
