using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Earshot.Realtime.Api;
using Earshot.Rtc;
using Earshot.Rtc.Sctp;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Streams;
using Earshot.Rtc.Wire;
using Earshot.Sfu.Channels;
using Earshot.Sfu.Loop;
using Earshot.Sfu.Stats;
using Earshot.Sfu.Tracks;

namespace Earshot.Sfu.Sessions;

/// <summary>One peer connection with what it publishes and what it pulls. Owner: the loop's thread, but for
/// <see cref="TryBegin"/>, <see cref="Finish"/> and awaiting <see cref="Connected"/>, which any may call.</summary>
public sealed class Session
{
    /// <summary>No deadline, in <see cref="WakesAt"/>.</summary>
    internal const long Never = long.MaxValue;

    private readonly SfuLoop _loop;
    private readonly SfuOptions _options;
    private readonly Deadline _connectBy;
    private Deadline _answerBy;
    private readonly RequestRate _requests;
    private readonly PeerStreams _streams;
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _dataConnected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Destination? _destination;
    private bool _isFed;
    private int _isBusy;

    internal Session(
        SessionId id,
        SfuLoop loop,
        SfuOptions options,
        Instant now,
        Func<Action, PeerConfig> configure,
        IReadOnlyList<TransportAddress> ownPort)
    {
        Id = id;
        OwnPort = ownPort;
        _loop = loop;
        _options = options;
        _connectBy = new Deadline(now + options.ConnectWithin, DeadlineReason.IceTimeout);
        _requests = new RequestRate(options.RequestsPerSecond);
        Action<Instant> touch = _ => _loop.Touch(this);
        Peer = new Peer(configure(() => _loop.Post(touch)));
        Tracks = new SessionTracks(this, options.SilenceLimit);
        _streams = new PeerStreams(this);
        Channels = new SessionChannels(id, _streams, options.AckWait);
        _loop.Add(this);
        _loop.Touch(this);
    }

    /// <summary>32 hexadecimal characters.</summary>
    public SessionId Id { get; }

    /// <summary>The peer connection. After a command on it call <see cref="Touch"/>.</summary>
    public Peer Peer { get; }

    /// <summary>Completes when media can flow; is cancelled when the session ends before.</summary>
    public Task Connected => _connected.Task;

    /// <summary>Completes when data channels can be opened; is cancelled when the session ends before.</summary>
    public Task DataConnected => _dataConnected.Task;

    /// <summary>True once the API was asked to establish the transport of data channels.</summary>
    public bool IsDataEstablished { get; set; }

    /// <summary>What it publishes and pulls on its media sections.</summary>
    public SessionTracks Tracks { get; }

    /// <summary>What it publishes and pulls on data channels.</summary>
    public SessionChannels Channels { get; }

    /// <summary>True once it has ended; it is then no longer found.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>True when the peer is a server itself.</summary>
    public bool IsThirdParty => OwnPort.Count > 0;

    internal event Action<Session>? Ended;

    internal bool IsTouched { get; set; }

    /// <summary>The packets sent again that were counted already.</summary>
    internal long RetransmittedBefore { get; set; }

    /// <summary>What the SFU counts.</summary>
    internal SfuCounters Counters => _loop.Counters;

    internal long WakesAt { get; set; } = Never;

    /// <summary>The addresses that are this session's alone; usually none.</summary>
    internal IReadOnlyList<TransportAddress> OwnPort { get; }

    /// <summary>The address pairs by which the demultiplexer knows this session.</summary>
    internal List<(TransportAddress Local, TransportAddress Remote)> Pairs { get; } = [];

    internal Deadline NextDeadline =>
        IsEnded ? Deadline.None : Peer.NextDeadline.Soonest(PeerIsDueBy).Soonest(TracksAreDueBy)
            .Soonest(Channels.NextDeadline);

    /// <summary>False when the session was called too often within this second.</summary>
    public bool TryAdmit(Instant now) => _requests.TryTake(now);

    /// <summary>True while a change is under way. Any thread.</summary>
    public bool IsBusy => Volatile.Read(ref _isBusy) != 0;

    /// <summary>True when it has had so many media sections that it should be replaced: descriptions only
    /// grow.</summary>
    public bool IsWornOut => Peer.Transceivers.Count >= MaxSections;

    /// <summary>How many media sections it may have.</summary>
    public int MaxSections => _options.MaxSections;

    /// <summary>Begins a change that takes more than one step; false while another is under way. Any thread.</summary>
    public bool TryBegin() => Interlocked.Exchange(ref _isBusy, 1) == 0;

    /// <summary>Ends what <see cref="TryBegin"/> began. Any thread.</summary>
    public void Finish() => Volatile.Write(ref _isBusy, 0);

    /// <summary>Has what a command on the peer left behind sent and handled.</summary>
    public void Touch() => _loop.Touch(this);

    /// <summary>Has the next offer bring data channels, with the SFU's own one on stream 0. Before all media: then that
    /// section is the first, and closing tracks never moves libwebrtc to another transport.</summary>
    public void AddData(Instant now) => _streams.OpenServerEvents(now);

    /// <summary>Publishes packets that <see cref="Feed"/> brings. The session then lives until <see cref="End"/>, with
    /// nobody connected to it.</summary>
    public PublishedTrack PublishFed(Instant now, TrackName name, Codec codec)
    {
        _isFed = true;
        return Tracks.Publish(now, new FedOrigin(codec), name);
    }

    /// <summary>Hands on a packet as if it had come from the session's peer.</summary>
    public void Feed(Instant now, in PeerEvent packet) => Tracks.FindPublished(packet.Mid)?.Forward(now, packet);

    /// <summary>Follows an offer of ours, which is waited for to be answered.</summary>
    public void OnOffered(Instant now)
    {
        _answerBy = new Deadline(now + _options.AnswerWithin, DeadlineReason.AnswerTimeout);
        Touch();
    }

    /// <summary>Follows a finished negotiation: what it stopped is closed, what it opened begins.</summary>
    public void OnNegotiated()
    {
        _answerBy = Deadline.None;
        Touch();
        Tracks.HandleNegotiated();
    }

    /// <summary>Ends everything and says goodbye to the peer.</summary>
    public void End(Instant now)
    {
        if (IsEnded) return;
        IsEnded = true;
        Tracks.CloseAll();
        Channels.CloseAll(now);
        _connected.TrySetCanceled();
        _dataConnected.TrySetCanceled();
        Ended?.Invoke(this);
        Peer.Close(now);
        SendAll(now);
        _loop.Remove(this);
        Peer.Dispose();
    }

    internal void HandleDatagram(
        Instant now, TransportAddress local, TransportAddress remote, Memory<byte> datagram)
    {
        Peer.HandleDatagram(now, local, remote, datagram);
        Touch();
    }

    internal void HandleTimeout(Instant now)
    {
        if (IsEnded) return;
        Peer.HandleTimeout(now);
        Channels.HandleTimeout(now);
        Touch();
        if (PeerIsDueBy.IsDue(now)) End(now);
        else if (TracksAreDueBy.IsDue(now)) Tracks.HandleTimeout(now);
    }

    /// <summary>Drains the peer: what it wants sent, then what it has to tell.</summary>
    internal void Settle(Instant now)
    {
        if (IsEnded) return;
        SendAll(now);
        while (!IsEnded && Peer.TryPollEvent(now, out PeerEvent happened)) On(now, happened);
        if (Peer.Association?.State == AssociationState.Established) _dataConnected.TrySetResult();
    }

    /// <summary>Sends one packet of a pulled track. The hot path of the whole server.</summary>
    internal void Forward(
        Instant now, Mid mid, SeqNo seq, RtpTime time, in PeerEvent packet, ReadOnlySpan<byte> payload)
    {
        SendOptions options = packet.Extensions.ToSendOptions();
        if (!Peer.TryForward(now, mid, seq, time, packet.Marker, payload, options)) return;
        Counters.Forwarded++;
        SendAll(now);
        Touch();
    }

    /// <summary>Room for one packet, used within a call only.</summary>
    internal Span<byte> Scratch => _loop.Scratch;

    /// <summary>Where its datagrams go; that hardly ever changes.</summary>
    internal Destination DestinationOf(TransportAddress local, TransportAddress remote)
    {
        bool isSame = _destination != null && _destination.Remote == remote && _destination.From.Address == local;
        return isSame ? _destination! : _destination = _loop.To(local, remote);
    }

    /// <summary>When the peer must have connected, or have answered; else the session ends.</summary>
    private Deadline PeerIsDueBy =>
        _isFed ? Deadline.None : Connected.IsCompleted ? _answerBy : _connectBy.Soonest(_answerBy);

    /// <summary>When a track must have been heard.</summary>
    private Deadline TracksAreDueBy => Connected.IsCompleted ? Tracks.NextDeadline : Deadline.None;

    private void SendAll(Instant now)
    {
        while (Peer.TryPollTransmit(now, out Transmit transmit)) _loop.Send(this, transmit);
    }

    private void On(Instant now, in PeerEvent happened)
    {
        switch (happened.Kind)
        {
            case PeerEventKind.Rtp:
                Tracks.FindPublished(happened.Mid)?.Forward(now, happened);
                break;
            case PeerEventKind.KeyFrameRequested:
                Counters.KeyFramesWanted++;
                Tracks.FindPulled(happened.Mid)?.WantKeyFrame();
                break;
            case PeerEventKind.DataChannelMessage when happened.Channel!.Id is { } id:
                Channels.HandleMessage(now, id.Value, happened.IsText, happened.Payload.Span);
                break;
            case PeerEventKind.DataChannelOpened:
                _streams.HandleOpened(happened.Channel!);
                break;
            case PeerEventKind.DataChannelClosed when _streams.HandleClosed(happened.Channel!):
                Channels.Close(now, happened.Channel!.Id!.Value.Value);
                break;
            case PeerEventKind.StateChanged when Peer.State == PeerState.Connected:
                _connected.TrySetResult();
                break;
            case PeerEventKind.StateChanged when Peer.State == PeerState.Closed:
                End(now);
                break;
            case PeerEventKind.Bye:
                // Only the stream ends. Its section may carry another one, so the track stays open.
                break;
        }
    }
}
