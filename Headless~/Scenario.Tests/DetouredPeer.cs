using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Earshot.Realtime;
using Earshot.Realtime.Api;
using Earshot.Relay;
using Earshot.Rtc;
using Earshot.Rtc.Sctp;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;

namespace Earshot.Tests;

/// <summary>An engine that reaches the SFU through relays only: each is one of the SFU's candidates to it.</summary>
internal sealed class DetouredPeer(IRtcPeer peer, params UdpRelay[] relays) : IRtcPeer
{
    public PeerState State => peer.State;

    public string CloseDetail => peer.CloseDetail;

    public RtcPeerStats Stats => peer.Stats;

    public event Action? StateChanged
    {
        add => peer.StateChanged += value;
        remove => peer.StateChanged -= value;
    }

    public event Action? NetworkChanged
    {
        add => peer.NetworkChanged += value;
        remove => peer.NetworkChanged -= value;
    }

    public bool TrySetAnswer(string answer, out string error) => peer.TrySetAnswer(Detour(answer), out error);

    public bool TryAnswer(string offer, out string answer, out string error) =>
        peer.TryAnswer(Detour(offer), out answer, out error);

    public void SetIceServers(IReadOnlyList<IceServerObject> servers)
    {
    }

    public void CheckPath() => peer.CheckPath();

    public void AddTrack(MediaKind kind, TrackName name, IReadOnlyList<TrackEncoding> encodings) =>
        peer.AddTrack(kind, name, encodings);

    public void SetEncodings(Mid mid, IReadOnlyList<TrackEncoding> encodings) => peer.SetEncodings(mid, encodings);

    public string CreateOffer() => peer.CreateOffer();

    public bool TryFindSender(TrackName name, out Mid mid) => peer.TryFindSender(name, out mid);

    public void Rollback() => peer.Rollback();

    public void Stop(Mid mid) => peer.Stop(mid);

    public void SetSink(Mid mid, ITrackSink? sink) => peer.SetSink(mid, sink);

    public void SetFeedback(Mid mid, ITrackFeedback? feedback) => peer.SetFeedback(mid, feedback);

    public bool TrySend(Mid mid, Rid rid, RtpTime time, bool marker, ReadOnlySpan<byte> payload) =>
        peer.TrySend(mid, rid, time, marker, payload);

    public void RequestKeyFrame(Mid mid) => peer.RequestKeyFrame(mid);

    public IRtcDataChannel CreateDataChannel(string label, DataChannelInit init, IDataChannelSink sink) =>
        peer.CreateDataChannel(label, init, sink);

    public void Dispose() => peer.Dispose();

    // One line for each relay in the place of each of the SFU's candidates.
    private string Detour(string sdp) => Regex.Replace(sdp, "a=candidate:[^\r\n]*\r\n", line =>
        string.Concat(relays.Select((relay, i) => relay.Rewrite(Side.Right, line.Value)
            .Replace("a=candidate:", $"a=candidate:{i}"))));
}
