#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Earshot.Realtime;
using Earshot.Realtime.Api;
using Earshot.Rtc;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;
using NUnit.Framework;
using UniRx;

namespace Earshot.Tests
{
    public sealed class PartyTracksTests
    {
        private static readonly TrackName Mic = new TrackName("mic");
        private static readonly TrackMetadata Adas = new TrackMetadata(new SessionId("ada"), new TrackName("adas"));
        private static readonly TrackMetadata Bobs = new TrackMetadata(new SessionId("bob"), new TrackName("bobs"));

        private readonly List<FakePeer> _peers = new List<FakePeer>();
        private FakeSfu _sfu = new FakeSfu();
        private RealtimeApi _api = null!;
        private PartyTracks _party = null!;

        [SetUp]
        public void Begin()
        {
            _peers.Clear();
            _sfu = new FakeSfu();
            _api = new RealtimeApi(new Uri("http://sfu/v1/apps/a"), "", _sfu);
            var fast = new RetrySchedule(TimeSpan.FromMilliseconds(1), 1, TimeSpan.FromMilliseconds(1), int.MaxValue);
            _party = new PartyTracks(_api, new PartyTracksOptions
            {
                Engine = () => Task.FromResult<IRtcPeer>(NewPeer()),
                Reconnect = fast,
                Session = new RealtimeSessionOptions { Retries = fast },
            });
        }

        [TearDown]
        public void End()
        {
            _party.Dispose();
            _api.Dispose();
        }

        [Test]
        public void Push_IsToldOnceAPacketHasLeft_UnderItsNameOnEachSession() => AsyncTest.Run(async () =>
        {
            var told = new List<TrackMetadata>();
            using (Push(Source()).Subscribe(told.Add))
            {
                await AsyncTest.Until(() => _sfu.Count("tracks/new mic") == 1, "the track is published");
                Assert.That(told, Is.Empty, "nobody may pull a track that sends nothing");
                Peer.Become(PeerState.Connected);
                await AsyncTest.Until(() => told.Count == 1, "the track is told of");
                Peer.Become(PeerState.Closed, "consent expired");
                await AsyncTest.Until(() => _sfu.Count("tracks/new mic") == 2, "the track is published again");
                Assert.That(_party.State.Value.Failure!.Sentence, Does.Contain("consent expired"));
                Peer.Become(PeerState.Connected);
                await AsyncTest.Until(() => told.Count == 2, "the track is told of again");
                Assert.That(_party.State.Value.Failure, Is.Null);
                Assert.That(_party.State.Value.Generation, Is.EqualTo(2));
            }

            Assert.That(told.Select(track => $"{track}"), Is.EqualTo(new[] { "s1/mic", "s2/mic" }));
            await AsyncTest.Until(() => _sfu.Count("s2/tracks/close 0") == 1, "who lets go closes it");
            Assert.That(_sfu.Count("s1/tracks/close"), Is.Zero, "a lost session has nothing left to close");
        });

        [Test]
        public void SecondSubscriber_SharesWhatTheFirstAcquired() => AsyncTest.Run(async () =>
        {
            TrackPush push = Push(Source());
            Peer.Become(PeerState.Connected);
            var first = new List<TrackMetadata>();
            IDisposable one = push.Subscribe(first.Add);
            await AsyncTest.Until(() => first.Count == 1, "the first is told");
            TrackMetadata second = default;
            IDisposable two = push.Subscribe(track => second = track);
            Assert.That(second, Is.EqualTo(first[0]), "the second is told at once");
            one.Dispose();
            Assert.That(_sfu.Count("tracks/close"), Is.Zero, "the second still holds it");
            two.Dispose();
            await AsyncTest.Until(() => _sfu.Count("tracks/close 0") == 1, "the last one closes it");
            Assert.That(_sfu.Count("tracks/new mic"), Is.EqualTo(1));
        });

        [Test]
        public void LostDevice_IsReplacedOnTheSameTrackAndItsTimeRunsOn() => AsyncTest.Run(async () =>
        {
            var microphone = new FakeSource();
            var headset = new FakeSource();
            using var sources = new BehaviorSubject<ITrackSource?>(microphone);
            TrackMetadata told = default;
            using IDisposable held = Push(sources).Subscribe(track => told = track);
            Peer.Become(PeerState.Connected);
            await AsyncTest.Until(() => told.IsGiven, "the track is told of");
            Assert.That(microphone.Sender!.TrySend(new RtpTime(5_000_000), true, new byte[1]));
            Assert.That(microphone.Sender.TrySend(new RtpTime(5_000_960), false, new byte[1]));
            sources.OnNext(null);
            Assert.That(microphone.Sender, Is.Null);
            sources.OnNext(headset);
            Assert.That(headset.Sender!.TrySend(new RtpTime(77), true, new byte[1]));
            Assert.That(headset.Sender.TrySend(new RtpTime(77 + 960), false, new byte[1]));
            RtpTime[] sent = Peer.Sent.ToArray();
            for (int i = 1; i < sent.Length; i++)
                Assert.That(sent[i] - sent[i - 1], Is.InRange(1, 20 * 48_000), $"{i} of {string.Join(",", sent)}");
            Assert.That(sent[sent.Length - 1] - sent[sent.Length - 2], Is.EqualTo(960));
            Assert.That(_sfu.Count("tracks/new"), Is.EqualTo(1), "no exchange for another device");
        });

        [Test]
        public void Sending_AllocatesNothing() => AsyncTest.Run(async () =>
        {
            var microphone = new FakeSource();
            TrackMetadata told = default;
            using IDisposable held = Push(Observable.Return<ITrackSource?>(microphone))
                .Subscribe(track => told = track);
            Peer.Become(PeerState.Connected);
            await AsyncTest.Until(() => told.IsGiven, "the track is told of");
            Peer.Sent.Capacity = 50_000;
            Assert.That(Allocated(microphone.Sender!, 100), Is.GreaterThanOrEqualTo(0), "warm");
            Assert.That(Allocated(microphone.Sender!, 10_000), Is.Zero);
        });

        [Test]
        public void Encodings_AreChangedWithoutAnExchange() => AsyncTest.Run(async () =>
        {
            var limits = new BehaviorSubject<IReadOnlyList<TrackEncoding>>(Layers(1_000_000, 300_000));
            TrackPush push = _party.Push(MediaKind.Video, Source(), limits, Mic);
            using IDisposable held = push.Subscribe(_ => { });
            await AsyncTest.Until(() => Peer.Log.Contains("encodings of 0: a 1000000,b 300000"), "the first limits");
            limits.OnNext(Layers(500_000, 100_000));
            Assert.That(Peer.Log.Last(), Is.EqualTo("encodings of 0: a 500000,b 100000"));
            Assert.That(_sfu.Count("tracks/"), Is.EqualTo(1));
        });

        [Test]
        public void Pull_IsToldBeforeItsFirstPacket_AndAgainOnTheNextSession() => AsyncTest.Run(async () =>
        {
            var told = new List<RemoteTrack>();
            var sink = new CountingSink();
            using IDisposable held = _party.Pull(Observable.Return(Adas)).Subscribe(track =>
            {
                track.Listen(sink);
                told.Add(track);
            });
            await AsyncTest.Until(() => told.Count == 1, "the track is told of");
            Peer.Receive(told[0].Mid.Value, new byte[3]);
            Assert.That(sink.Received, Is.EqualTo(3));
            await AsyncTest.Until(() => _sfu.Count("s1/renegotiate") == 1, "the offer is answered");
            Peer.Become(PeerState.Connected);
            Peer.Become(PeerState.Closed, "gone");
            await AsyncTest.Until(() => told.Count == 2, "it is pulled on the next session");
            Assert.That(_sfu.Count("s2/tracks/new adas"), Is.EqualTo(1));
        });

        [Test]
        public void PublisherOnANewSession_IsPulledFromThere() => AsyncTest.Run(async () =>
        {
            using var announced = new BehaviorSubject<TrackMetadata>(default);
            var told = new List<string>();
            using IDisposable held = _party.Pull(announced).Subscribe(track => told.Add($"{track.Metadata}"));
            announced.OnNext(Adas);
            await AsyncTest.Until(() => told.Count == 1, "the first is pulled");
            announced.OnNext(Adas);
            announced.OnNext(new TrackMetadata(new SessionId("ada2"), Adas.TrackName));
            await AsyncTest.Until(() => told.Count == 2 && _sfu.Count("tracks/close") == 1, "the second replaces it");
            Assert.That(told, Is.EqualTo(new[] { "ada/adas", "ada2/adas" }));
            announced.OnNext(default);
            await AsyncTest.Until(() => _sfu.Count("tracks/close") == 2, "nothing is announced, so nothing is pulled");
        });

        [Test]
        public void Breakout_DropsSomeAndPullsOthersOnOneConnection() => AsyncTest.Run(async () =>
        {
            var told = new List<RemoteTrack>();
            using IDisposable hall = _party.Pull(Observable.Return(Adas)).Subscribe(told.Add);
            await AsyncTest.Until(() => told.Count == 1, "ada is heard in the hall");
            hall.Dispose();
            using IDisposable kitchen = _party.Pull(Observable.Return(Bobs)).Subscribe(told.Add);
            await AsyncTest.Until(() => told.Count == 2 && _sfu.Count("tracks/close") == 1, "bob in the kitchen");
            Assert.That(_peers, Has.Count.EqualTo(1));
            Assert.That(_sfu.Count("sessions/new"), Is.EqualTo(1));
        });

        [TestCase(ApiError.NotFoundTrack)]
        [TestCase(ApiError.EmptyTrack)]
        public void PullThatFails_IsAValueUntilItSucceeds(string code) => AsyncTest.Run(async () =>
        {
            _sfu.Refuse = name => name == "adas" ? ApiError.Track : null;
            TrackPull pull = _party.Pull(Observable.Return(Adas));
            var told = new List<RemoteTrack>();
            using IDisposable held = pull.Subscribe(told.Add);
            await AsyncTest.Until(() => pull.Failure.Value != null, "the failure is shown");
            _sfu.Refuse = name => code;
            await AsyncTest.Until(() => _sfu.Count("tracks/new adas") > 5, "it is tried again and again");
            _sfu.Refuse = _ => null;
            await AsyncTest.Until(() => told.Count == 1 && pull.Failure.Value == null, "it is pulled after all");
        });

        [Test]
        public void PreferredLayer_IsAskedForAndChanged() => AsyncTest.Run(async () =>
        {
            using var layer = new BehaviorSubject<SimulcastPreference?>(new SimulcastPreference { PreferredRid = "a" });
            var told = new List<RemoteTrack>();
            using IDisposable held = _party.Pull(Observable.Return(Adas), layer).Subscribe(told.Add);
            await AsyncTest.Until(() => _sfu.Count("renegotiate") == 1, "the track is pulled");
            Assert.That(_api.History.Entries.Single(call => call.Path.EndsWith("tracks/new")).Request,
                Does.Contain("\"preferredRid\":\"a\""));
            layer.OnNext(new SimulcastPreference { PreferredRid = "b" });
            await AsyncTest.Until(() => _sfu.Count("tracks/update adas") == 1, "the layer is changed");
            Assert.That(_api.History.Entries.Last().Request, Does.Contain("\"preferredRid\":\"b\""));
        });

        [Test]
        public void SessionThatTheSfuGaveUp_IsReplacedAndNothingEnds() => AsyncTest.Run(async () =>
        {
            var ended = false;
            _sfu.Status = 410;
            using IDisposable held = Push(Source()).Subscribe(_ => { }, _ => ended = true, () => ended = true);
            await AsyncTest.Until(() => _sfu.Count("sessions/new") > 3, "session after session is tried");
            _sfu.Status = 200;
            int before = _sfu.Count("tracks/new mic");
            await AsyncTest.Until(() => _sfu.Count("tracks/new mic") > before, "the next one works");
            Assert.That(ended, Is.False);
        });

        [Test]
        public void Dispose_EndsTheSessionAndIsClosed() => AsyncTest.Run(async () =>
        {
            await AsyncTest.Until(() => _party.State.Value.Phase == SessionPhase.Open, "there is a session");
            _party.Dispose();
            await AsyncTest.Until(() => Peer.IsDisposed, "the engine ends");
            Assert.That(_party.State.Value.Phase, Is.EqualTo(SessionPhase.Closed));
        });

        [Test]
        public void EngineThatNeverGotASession_EndsToo() => AsyncTest.Run(async () =>
        {
            var engine = new FakePeer();
            var party = new PartyTracks(_api, new PartyTracksOptions
            {
                Engine = () => Task.FromResult<IRtcPeer>(engine),
                Bearer = _ => Task.FromResult<ApiResult<string>>(new ApiFailure("No token today.")),
            });
            await AsyncTest.Until(() => party.State.Value.Failure != null, "there is no bearer");
            Assert.That(party.State.Value.Failure!.Sentence, Is.EqualTo("No token today."));
            party.Dispose();
            await AsyncTest.Until(() => engine.IsDisposed, "the engine ends");
        });

        /// <summary>The engine of the present session, once there is one.</summary>
        private FakePeer Peer
        {
            get
            {
                AsyncTest.Run(() => AsyncTest.Until(() => _peers.Count > 0, "an engine is made"));
                lock (_peers) return _peers[_peers.Count - 1];
            }
        }

        private static IObservable<ITrackSource?> Source() => Observable.Return<ITrackSource?>(new FakeSource());

        private static IReadOnlyList<TrackEncoding> Layers(long a, long b) =>
            new[] { new TrackEncoding(new Rid("a"), a), new TrackEncoding(new Rid("b"), b, 2) };

        private static long Allocated(TrackSender sender, int packets)
        {
            var payload = new byte[80];
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < packets; i++) sender.TrySend(new RtpTime((uint)(i * 960)), false, payload);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        private TrackPush Push(IObservable<ITrackSource?> source) =>
            _party.Push(MediaKind.Audio, source, name: Mic);

        private FakePeer NewPeer()
        {
            var peer = new FakePeer();
            lock (_peers) _peers.Add(peer);
            return peer;
        }

        private sealed class FakeSource : ITrackSource
        {
            public TrackSender? Sender { get; private set; }

            public void SendOn(TrackSender? sender) => Sender = sender;

            public void OnKeyFrameRequested(Rid rid)
            {
            }

            public void OnTargetBitrate(Rid rid, long bitrate)
            {
            }
        }

        private sealed class CountingSink : ITrackSink
        {
            public int Received;

            public void OnRtp(Instant now, SeqNo seq, RtpTime time, bool marker, ReadOnlySpan<byte> payload) =>
                Received += payload.Length;
        }
    }
}
