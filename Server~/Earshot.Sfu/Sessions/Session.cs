using System;
using System.Collections.Generic;
using System.Net;
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
    private readonly RequestRate _requests;
    private readonly Dictionary<Mid, PublishedTrack> _published = [];
    private readonly Dictionary<Mid, PulledTrack> _pulled = [];
    private readonly List<ITrack> _tracks = [];
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TransportAddress _remote;
    private SocketAddress? _remoteSocketAddress;
    private Deadline _lookForSilence;
    private bool _isFed;
    private readonly PeerStreams _streams;
    private readonly TaskCompletionSource _dataConnected = new(TaskCreationOptions.RunContinuationsAsynchronously);
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

    /// <summary>What it publishes and pulls on data channels.</summary>
    public SessionChannels Channels { get; }

    /// <summary>True once it has ended; it is then no longer found.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>Every track it ever published or pulled, closed ones included, oldest first.</summary>
    public IReadOnlyList<ITrack> Tracks => _tracks;

    internal event Action<Session>? Ended;

    internal bool IsTouched { get; set; }

    internal long WakesAt { get; set; } = Never;

    /// <summary>True when the peer is a server itself.</summary>
    public bool IsThirdParty => OwnPort.Count > 0;

    /// <summary>The addresses that are this session's alone; usually none.</summary>
    internal IReadOnlyList<TransportAddress> OwnPort { get; }

    /// <summary>The address pairs by which the demultiplexer knows this session.</summary>
    internal List<(TransportAddress Local, TransportAddress Remote)> Pairs { get; } = [];

    internal Deadline NextDeadline =>
        IsEnded ? Deadline.None : Peer.NextDeadline.Soonest(Patience).Soonest(Channels.NextDeadline);

    /// <summary>False when the session was called too often within this second.</summary>
    public bool TryAdmit(Instant now) => _requests.TryTake(now);

    /// <summary>True while a change is under way. Any thread.</summary>
    public bool IsBusy => Volatile.Read(ref _isBusy) != 0;

    /// <summary>True when it has had so many media sections that it should be replaced: descriptions only
    /// grow.</summary>
    public bool IsWornOut => Peer.Transceivers.Count >= _options.MaxSections;

    /// <summary>Begins a change that takes more than one step; false while another is under way. Any thread.</summary>
    public bool TryBegin() => Interlocked.Exchange(ref _isBusy, 1) == 0;

    /// <summary>Ends what <see cref="TryBegin"/> began. Any thread.</summary>
    public void Finish() => Volatile.Write(ref _isBusy, 0);

    /// <summary>Has what a command on the peer left behind sent and handled.</summary>
    public void Touch() => _loop.Touch(this);

    /// <summary>The open track of that name, or null.</summary>
    public PublishedTrack? FindPublished(TrackName name)
    {
        foreach (PublishedTrack track in _published.Values)
        {
            if (track.Name == name) return track;
        }

        return null;
    }

    /// <summary>The open track this session publishes on a section, or null.</summary>
    public PublishedTrack? FindPublished(Mid mid) => _published.GetValueOrDefault(mid);

    /// <summary>The open track this session receives on a section, or null.</summary>
    public PulledTrack? FindPulled(Mid mid) => _pulled.GetValueOrDefault(mid);

    /// <summary>Has the next offer bring data channels, with the SFU's own one on stream 0. Before all media: then that
    /// section is the first, and closing tracks never moves libwebrtc to another transport.</summary>
    public void AddData(Instant now) => _streams.OpenServerEvents(now);

    /// <summary>Names what comes in on a section, so that others can pull it.</summary>
    public PublishedTrack Publish(Instant now, Transceiver transceiver, TrackName name)
    {
        PublishedTrack track = Publish(new PublishedTrack(Id, new SectionOrigin(this, transceiver), name, now));
        _lookForSilence = _lookForSilence.Soonest(SilentAt(track));
        return track;
    }

    /// <summary>Publishes packets that <see cref="Feed"/> brings. The session then lives until <see cref="End"/>, with
    /// nobody connected to it.</summary>
    public PublishedTrack PublishFed(Instant now, TrackName name, Codec codec)
    {
        _isFed = true;
        return Publish(new PublishedTrack(Id, new FedOrigin(codec), name, now));
    }

    /// <summary>Hands on a packet as if it had come from the session's peer.</summary>
    public void Feed(Instant now, in PeerEvent packet) => FindPublished(packet.Mid)?.Forward(now, packet);

    /// <summary>Sends a track on a section, as soon as the negotiation that brings the section is done.</summary>
    public PulledTrack Pull(PublishedTrack source, Transceiver transceiver)
    {
        var track = new PulledTrack(this, transceiver, source);
        _pulled.Add(transceiver.Mid, track);
        _tracks.Add(track);
        return track;
    }

    /// <summary>Ends the media on a section, both ways; false when nothing was open there. The section itself stays,
    /// inactive, until the next negotiation says so.</summary>
    public bool TryClose(Mid mid)
    {
        bool wasPublished = _published.Remove(mid, out PublishedTrack? published);
        bool wasPulled = _pulled.Remove(mid, out PulledTrack? pulled);
        published?.Close();
        pulled?.Close();
        if (Peer.Find(mid) is { IsStopped: false } transceiver) Peer.SetDirection(transceiver, Direction.Inactive);
        return wasPublished || wasPulled;
    }

    /// <summary>Follows a finished negotiation: what it stopped is closed, what it opened begins.</summary>
    public void OnNegotiated()
    {
        Touch();
        foreach ((Mid mid, PublishedTrack track) in _published)
        {
            if (!track.CanReceive) TryClose(mid);
        }

        foreach ((Mid mid, PulledTrack track) in _pulled)
        {
            if (!track.CanSend) TryClose(mid);
        }
    }

    /// <summary>Ends everything and says goodbye to the peer.</summary>
    public void End(Instant now)
    {
        if (IsEnded) return;
        IsEnded = true;
        foreach (PublishedTrack track in _published.Values) track.Close();
        foreach (PulledTrack track in _pulled.Values) track.Close();
        _published.Clear();
        _pulled.Clear();
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
        if (!Patience.IsDue(now)) return;
        if (Connected.IsCompleted) CloseSilent(now);
        else End(now);
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
        SendAll(now);
        Touch();
    }

    /// <summary>What the way to the peer has for a track, in bit/s: what the others leave of it. Without limit where
    /// nothing measures the way.</summary>
    internal long BudgetFor(PulledTrack track)
    {
        if (Peer.TargetBitrate is not { } budget) return long.MaxValue;
        foreach (PulledTrack other in _pulled.Values)
        {
            if (other != track) budget -= other.Bitrate;
        }

        return budget;
    }

    /// <summary>Room for one packet, used within a call only.</summary>
    internal Span<byte> Scratch => _loop.Scratch;

    /// <summary>The remote address as the socket wants it; it hardly ever changes.</summary>
    internal SocketAddress SocketAddressOf(TransportAddress remote)
    {
        if (_remoteSocketAddress != null && _remote == remote) return _remoteSocketAddress;
        _remote = remote;
        return _remoteSocketAddress = remote.ToIPEndPoint().Serialize();
    }

    /// <summary>How long we wait for the peer to connect, and then for tracks to be heard.</summary>
    private Deadline Patience => _isFed ? Deadline.None : Connected.IsCompleted ? _lookForSilence : _connectBy;

    private PublishedTrack Publish(PublishedTrack track)
    {
        _published.Add(track.Mid, track);
        _tracks.Add(track);
        return track;
    }

    /// <summary>Who has not sent for so long has forgotten the track, or lost it.</summary>
    private void CloseSilent(Instant now)
    {
        _lookForSilence = Deadline.None;
        foreach ((Mid mid, PublishedTrack track) in _published)
        {
            if (SilentAt(track).IsDue(now)) TryClose(mid);
            else _lookForSilence = _lookForSilence.Soonest(SilentAt(track));
        }
    }

    private Deadline SilentAt(PublishedTrack track) =>
        new(track.HeardAt + _options.SilenceLimit, DeadlineReason.MediaTimeout);

    private void SendAll(Instant now)
    {
        while (Peer.TryPollTransmit(now, out Transmit transmit)) _loop.Send(this, transmit);
    }

    private void On(Instant now, in PeerEvent happened)
    {
        switch (happened.Kind)
        {
            case PeerEventKind.Rtp:
                FindPublished(happened.Mid)?.Forward(now, happened);
                break;
            case PeerEventKind.KeyFrameRequested:
                FindPulled(happened.Mid)?.WantKeyFrame();
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
