#nullable enable
using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Earshot.Io;
using Earshot.Io.Crypto;
using Earshot.Io.Dtls;
using Earshot.Realtime.Api;
using Earshot.Rtc;
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

        private readonly Dictionary<Mid, ITrackSink> _sinks = new Dictionary<Mid, ITrackSink>();
        private readonly PeerDriver _driver;
        private readonly object _becoming = new object();
        private volatile PeerState _state = PeerState.New;
        private volatile string _closeDetail = "";

        /// <summary>Opens sockets and starts their threads. <paramref name="options"/> may be shared between engines,
        /// which then have one certificate.</summary>
        public RtcPeer(PeerDriverOptions options) => _driver = new PeerDriver(options, this);

        /// <inheritdoc/>
        public event Action? StateChanged;

        /// <inheritdoc/>
        public PeerState State => _state;

        /// <inheritdoc/>
        public string CloseDetail => _closeDetail;

        /// <summary>An engine under the process's certificate. The first one makes that, and has the code of DTLS
        /// compiled while its owner negotiates.</summary>
        public static Task<IRtcPeer> CreateAsync() => Task.Run<IRtcPeer>(() =>
        {
            Task.Run(BouncyCastleDtls.WarmUp);
            return new RtcPeer(new PeerDriverOptions(Dtls.Value, new ManagedSrtpCrypto()));
        });

        /// <inheritdoc/>
        public void AddTrack(MediaKind kind, TrackName name) =>
            _driver.Run((peer, now) => peer.AddTransceiver(kind, Direction.SendOnly, name.Value));

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
        public bool TrySend(Mid mid, RtpTime time, bool marker, ReadOnlySpan<byte> payload) =>
            _driver.TrySend(mid, time, marker, payload);

        /// <inheritdoc/>
        public void Dispose()
        {
            _driver.Dispose();
            Become(PeerState.Closed, "it was closed here");
        }

        void IPeerSink.OnEvent(Instant now, in PeerEvent happened)
        {
            if (happened.Kind == PeerEventKind.Rtp)
            {
                if (_sinks.TryGetValue(happened.Mid, out ITrackSink? sink))
                    sink.OnRtp(now, happened.Seq, happened.Time, happened.Marker, happened.Payload.Span);
            }
            else if (happened.Kind == PeerEventKind.StateChanged)
            {
                Task.Run(FollowState); // away from the driver's gate
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
