#nullable enable
using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Earshot.Io;
using Earshot.Io.Crypto;
using Earshot.Io.Dtls;
using Earshot.Realtime.Api;
using Earshot.Rtc;
using Earshot.Rtc.Sctp;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;

namespace Earshot.Realtime
{
    /// <summary>Earshot's own engine behind the port: a <see cref="Peer"/> in a <see cref="PeerDriver"/>. What belongs
    /// to the peer, sinks included, is touched under the driver's gate only.</summary>
    public sealed class RtcPeer : IRtcPeer, IPeerSink
    {
        private static readonly Lazy<BouncyCastleDtls> Dtls =
            new Lazy<BouncyCastleDtls>(() => new BouncyCastleDtls(new SystemRandom()));

        private static readonly string[] VideoFeedback = { "transport-cc", "ccm fir", "nack", "nack pli" };

        private static readonly Codec Vp8 = new Codec(new PayloadType(96), "VP8", 90_000, feedback: VideoFeedback);

        private readonly Dictionary<Mid, ITrackSink> _sinks = new Dictionary<Mid, ITrackSink>();
        private readonly Dictionary<Mid, ITrackFeedback> _feedback = new Dictionary<Mid, ITrackFeedback>();
        private readonly Dictionary<DataChannel, IDataChannelSink> _channels =
            new Dictionary<DataChannel, IDataChannelSink>();

        private readonly PeerDriver _driver;
        private readonly object _becoming = new object();
        private volatile PeerState _state = PeerState.New;
        private volatile string _closeDetail = "";

        /// <summary>Opens sockets and starts their threads. <paramref name="options"/> may be shared between engines,
        /// which then have one certificate.</summary>
        public RtcPeer(PeerDriverOptions options)
        {
            _driver = new PeerDriver(options, this);
            _driver.AddressesChanged += () => Task.Run(() => NetworkChanged?.Invoke());
        }

        /// <inheritdoc/>
        public event Action? StateChanged;

        /// <inheritdoc/>
        public event Action? NetworkChanged;

        /// <summary>The codecs for pictures that it offers and accepts: VP8 with retransmissions, which the SFU and
        /// every browser have.</summary>
        public static IReadOnlyList<Codec> VideoCodecs { get; } = new[] { Vp8, Codec.Rtx(new PayloadType(97), Vp8) };

        /// <inheritdoc/>
        public PeerState State => _state;

        /// <inheritdoc/>
        public string CloseDetail => _closeDetail;

        /// <summary>An engine under the process's certificate. The first one makes that, and has the code of DTLS
        /// compiled while its owner negotiates.</summary>
        public static Task<IRtcPeer> CreateAsync() => Task.Run<IRtcPeer>(() =>
        {
            Task.Run(BouncyCastleDtls.WarmUp);
            return new RtcPeer(NewOptions());
        });

        /// <summary>What <see cref="CreateAsync"/> makes an engine of, for whoever wants to change some of
        /// it.</summary>
        public static PeerDriverOptions NewOptions() =>
            new PeerDriverOptions(Dtls.Value, new ManagedSrtpCrypto()) { VideoCodecs = VideoCodecs };

        /// <inheritdoc/>
        public RtcPeerStats Stats => _driver.Run((peer, now) =>
        {
            TransportStats transport = peer.GetTransportStats();
            peer.TryGetCandidatePairStats(out CandidatePairStats pair);
            return new RtcPeerStats(
                transport.PacketsReceived,
                transport.PacketsSent,
                TimeSpan.FromSeconds(pair.CurrentRoundTripTime),
                pair.AvailableOutgoingBitrate,
                pair.LocalAddress,
                pair.RemoteAddress);
        });

        /// <inheritdoc/>
        public void SetIceServers(IReadOnlyList<IceServerObject> servers)
        {
            var usable = new List<IceServer>();
            foreach (IceServerObject server in servers)
            {
                try
                {
                    usable.Add(new IceServer(server.Urls, server.Username, server.Credential));
                }
                catch (ArgumentException)
                {
                    // A server of a kind we do not know must not cost us the others.
                }
            }

            _driver.ReplaceServers(usable);
        }

        /// <inheritdoc/>
        public void CheckPath()
        {
            _driver.RefreshAddresses(); // one that no default route leaves from may have gone
            _driver.Run((peer, now) =>
            {
                peer.Ice.VerifyPath(now);
                return true;
            });
        }

        /// <inheritdoc/>
        public void AddTrack(MediaKind kind, TrackName name, IReadOnlyList<TrackEncoding> encodings)
        {
            var layers = new List<SendEncoding>(encodings.Count);
            foreach (TrackEncoding encoding in encodings) layers.Add(Adopt(new SendEncoding(encoding.Rid), encoding));
            _driver.Run((peer, now) => peer.AddTransceiver(
                kind, Direction.SendOnly, name.Value, encodings: layers.Count > 0 ? layers : null));
        }

        /// <inheritdoc/>
        public void SetEncodings(Mid mid, IReadOnlyList<TrackEncoding> encodings) => _driver.Run((peer, now) =>
        {
            Transceiver? transceiver = peer.Find(mid);
            if (transceiver == null) return false;
            foreach (SendEncoding layer in transceiver.SendEncodings)
            {
                foreach (TrackEncoding encoding in encodings)
                    if (encoding.Rid == layer.Rid) Adopt(layer, encoding);
            }

            return true;
        });

        /// <inheritdoc/>
        public string CreateOffer() => _driver.Run((peer, now) => peer.CreateOffer(now));

        /// <inheritdoc/>
        public bool TryFindSender(TrackName name, out Mid mid)
        {
            mid = _driver.Run((peer, now) =>
            {
                foreach (Transceiver transceiver in peer.Transceivers)
                {
                    if (transceiver.TrackId == name.Value && !transceiver.IsStopped) return transceiver.Mid;
                }

                return default;
            });
            return mid.IsGiven;
        }

        /// <inheritdoc/>
        public bool TrySetAnswer(string answer, out string error)
        {
            error = _driver.Run((peer, now) => peer.TrySetAnswer(now, answer, out string sentence) ? "" : sentence);
            return error.Length == 0;
        }

        /// <inheritdoc/>
        public bool TryAnswer(string offer, out string answer, out string error)
        {
            (answer, error) = _driver.Run((peer, now) =>
                peer.TrySetOffer(now, offer, out string sentence) ? (peer.CreateAnswer(now), "") : ("", sentence));
            return error.Length == 0;
        }

        /// <inheritdoc/>
        public void Rollback() => _driver.Run((peer, now) =>
        {
            if (peer.SignalingState == SignalingState.HaveLocalOffer) peer.Rollback();
            return true;
        });

        /// <inheritdoc/>
        public void Stop(Mid mid) => _driver.Run((peer, now) =>
        {
            Transceiver? transceiver = peer.Find(mid);
            if (transceiver != null) peer.Stop(transceiver);
            return true;
        });

        /// <inheritdoc/>
        public void SetSink(Mid mid, ITrackSink? sink) => _driver.Run((peer, now) =>
        {
            if (sink == null) _sinks.Remove(mid);
            else _sinks[mid] = sink;
            return true;
        });

        /// <inheritdoc/>
        public void SetFeedback(Mid mid, ITrackFeedback? feedback) => _driver.Run((peer, now) =>
        {
            if (feedback == null) _feedback.Remove(mid);
            else _feedback[mid] = feedback;
            return true;
        });

        /// <inheritdoc/>
        public bool TrySend(Mid mid, Rid rid, RtpTime time, bool marker, ReadOnlySpan<byte> payload) =>
            _driver.TrySend(mid, rid, time, marker, payload);

        /// <inheritdoc/>
        public void RequestKeyFrame(Mid mid) => _driver.Run((peer, now) => peer.TryRequestKeyFrame(now, mid));

        /// <inheritdoc/>
        public IRtcDataChannel CreateDataChannel(string label, DataChannelInit init, IDataChannelSink sink) =>
            _driver.Run((peer, now) =>
            {
                DataChannel channel = peer.CreateDataChannel(now, label, init);
                _channels[channel] = sink;
                return new RtcDataChannel(_driver, channel);
            });

        /// <inheritdoc/>
        public void Dispose()
        {
            _driver.Dispose();
            var open = new List<IDataChannelSink>(_channels.Values); // the threads that touch it have ended
            _channels.Clear();
            foreach (IDataChannelSink sink in open) sink.OnClosed();
            Become(PeerState.Closed, "it was closed here");
        }

        void IPeerSink.OnEvent(Instant now, in PeerEvent happened)
        {
            switch (happened.Kind)
            {
                case PeerEventKind.Rtp:
                    if (_sinks.TryGetValue(happened.Mid, out ITrackSink? sink))
                        sink.OnRtp(now, happened.Seq, happened.Time, happened.Marker, happened.Payload.Span);
                    break;
                case PeerEventKind.StateChanged:
                    Task.Run(FollowState); // away from the driver's gate
                    break;
                case PeerEventKind.KeyFrameRequested:
                    if (_feedback.TryGetValue(happened.Mid, out ITrackFeedback? asked))
                        asked.OnKeyFrameRequested(happened.Rid);
                    break;
                case PeerEventKind.TargetBitrateChanged:
                    Task.Run(TellTargetBitrates); // likewise
                    break;
                default:
                    if (happened.Channel != null && _channels.TryGetValue(happened.Channel, out IDataChannelSink? told))
                        Tell(told, happened);
                    break;
            }
        }

        private static SendEncoding Adopt(SendEncoding layer, TrackEncoding encoding)
        {
            layer.IsActive = encoding.IsActive;
            layer.MaxBitrate = encoding.MaxBitrate;
            layer.ScaleResolutionDownBy = encoding.ScaleResolutionDownBy;
            return layer;
        }

        private void Tell(IDataChannelSink sink, in PeerEvent happened)
        {
            switch (happened.Kind)
            {
                case PeerEventKind.DataChannelOpened:
                    sink.OnOpened();
                    break;
                case PeerEventKind.DataChannelMessage:
                    sink.OnMessage(happened.Payload.Span, happened.IsText);
                    break;
                case PeerEventKind.DataChannelClosed:
                    _channels.Remove(happened.Channel!);
                    sink.OnClosed();
                    break;
            }
        }

        private void TellTargetBitrates()
        {
            try
            {
                _driver.Run((peer, now) =>
                {
                    foreach (KeyValuePair<Mid, ITrackFeedback> told in _feedback)
                    {
                        Transceiver? sending = peer.Find(told.Key);
                        if (sending == null) continue;
                        foreach (SendEncoding layer in sending.SendEncodings)
                            if (layer.TargetBitrate is long bitrate) told.Value.OnTargetBitrate(layer.Rid, bitrate);
                    }

                    return true;
                });
            }
            catch (ObjectDisposedException)
            {
                // Nobody sends any more.
            }
        }

        private void FollowState()
        {
            try
            {
                (PeerState state, string detail) = _driver.Run((peer, now) => (peer.State, peer.CloseDetail));
                Become(state, detail);
            }
            catch (ObjectDisposedException)
            {
                // Dispose tells.
            }
        }

        // States only go forward, so a follower that was overtaken changes nothing.
        private void Become(PeerState state, string closeDetail)
        {
            lock (_becoming)
            {
                if (state <= _state) return;
                _closeDetail = closeDetail;
                _state = state;
            }

            StateChanged?.Invoke();
        }
    }
}
