#nullable enable
using System;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using Earshot.Realtime;
using Earshot.Realtime.Api;
using Earshot.Rtc;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    public sealed class RealtimeSessionTests
    {
        private const string Answer = "'sessionDescription':{'type':'answer','sdp':'a'}";
        private const string Offer =
            "'requiresImmediateRenegotiation':true,'sessionDescription':{'type':'offer','sdp':'o'}";
        private const string MicPublished = "{'tracks':[{'mid':'0','trackName':'mic'}]," + Answer + "}";
        private const string OutOfTurn = "{'errorCode':'invalid_session_description'}";
        private static readonly TrackName Mic = new TrackName("mic");
        private static readonly TrackMetadata AdasMic = new TrackMetadata(new SessionId("ada"), Mic);
        private static readonly TrackMetadata BobsMic = new TrackMetadata(new SessionId("bob"), Mic);

        private FakePeer _peer = new FakePeer();
        private Sink _sink = new Sink();

        [SetUp]
        public void StartAfresh()
        {
            _peer = new FakePeer();
            _sink = new Sink();
        }

        [Test]
        public void Publish_OffersAndAppliesTheAnswer() => AsyncTest.Run(async () =>
        {
            ScriptedSfu sfu = Opened().ThenAnswer(MicPublished);
            using RealtimeSession session = Open(sfu);
            ApiResult<PublishedTrack> published = await session.PublishAsync(MediaKind.Audio, Mic);
            Assert.That(published.Value.Mid, Is.EqualTo(new Mid("0")));
            Assert.That(session.Id, Is.EqualTo(new SessionId("s1")));
            Assert.That(_peer.Log, Is.EqualTo(new[] { "offer", "answer" }));
            Assert.That(sfu.Requests, Is.EqualTo(new[]
            {
                "POST /v1/apps/a/sessions/new",
                "POST /v1/apps/a/sessions/s1/tracks/new {'sessionDescription':{'type':'offer','sdp':'offer'}," +
                "'tracks':[{'location':'local','trackName':'mic','mid':'0'}]}",
            }));
        });

        [Test]
        public void PublishedTrack_IsSendingOnlyAfterAPacketLeft() => AsyncTest.Run(async () =>
        {
            using RealtimeSession session = Open(Opened().ThenAnswer(MicPublished));
            PublishedTrack track = (await session.PublishAsync(MediaKind.Audio, Mic)).Value;
            Assert.That(track.TrySend(default, false, new byte[1]), Is.False);
            Assert.That(track.Sending.IsCompleted, Is.False);
            _peer.Become(PeerState.Connected);
            Assert.That(session.State.Value.Phase, Is.EqualTo(SessionPhase.Connected));
            Assert.That(track.TrySend(default, false, new byte[1]));
            await track.Sending;
            Assert.That(track.PacketsSent, Is.EqualTo(1));
        });

        [Test]
        public void Pull_TiesTheSinkBeforeTheOfferIsApplied() => AsyncTest.Run(async () =>
        {
            ScriptedSfu sfu = Opened().ThenAnswer(Pulled("ada", "3")).ThenAnswer("{}");
            using RealtimeSession session = Open(sfu);
            ApiResult<RemoteTrack> pulled = await PullAsync(session, AdasMic);
            Assert.That(pulled.Value.Mid, Is.EqualTo(new Mid("3")));
            Assert.That(_peer.Log, Is.EqualTo(new[] { "remote offer, sinks for 3" }));
            Assert.That(sfu.Requests[2], Is.EqualTo(
                "PUT /v1/apps/a/sessions/s1/renegotiate {'sessionDescription':{'type':'answer','sdp':'answer to o'}}"));
            _peer.Receive("3", new byte[] { 1, 2, 3 });
            Assert.That(_sink.Received, Is.EqualTo(3));
        });

        [Test]
        public void PullsAskedForWhileBusy_GoOutTogether() => AsyncTest.Run(async () =>
        {
            string both = "{'tracks':[{'sessionId':'bob','trackName':'mic','mid':'4'}," +
                          "{'sessionId':'ada','trackName':'mic','mid':'3'}]," + Offer + "}";
            ScriptedSfu sfu = Opened().ThenAnswer(both).ThenAnswer("{}");
            var engine = new TaskCompletionSource<IRtcPeer>();
            using RealtimeSession session = Open(sfu, engine.Task);
            Task<ApiResult<RemoteTrack>> ada = PullAsync(session, AdasMic);
            Task<ApiResult<RemoteTrack>> bob = PullAsync(session, BobsMic);
            engine.SetResult(_peer);
            Assert.That((await ada).Value.Mid.Value + (await bob).Value.Mid.Value, Is.EqualTo("34"));
            Assert.That(sfu.Requests, Has.Count.EqualTo(3));
        });

        [TestCase(ApiError.NotFoundTrack)]
        [TestCase(ApiError.EmptyTrack)]
        public void PullOfATrackThatDoesNotSendYet_IsTriedAgain(string code) => AsyncTest.Run(async () =>
        {
            string notYet = "{'requiresImmediateRenegotiation':false,'tracks':[{'sessionId':'ada'," +
                            $"'trackName':'mic','mid':'','errorCode':'{code}','errorDescription':'Not yet.'}}]}}";
            ScriptedSfu sfu = Opened()
                .ThenAnswer(notYet).ThenAnswer(notYet).ThenAnswer(Pulled("ada", "3")).ThenAnswer("{}");
            using RealtimeSession session = Open(sfu);
            Assert.That((await PullAsync(session, AdasMic)).Failure, Is.Null);
            Assert.That(sfu.Requests, Has.Count.EqualTo(5));
        });

        [Test]
        public void PullThatNeverSucceeds_FailsWithTheSfusWords() => AsyncTest.Run(async () =>
        {
            const string notYet = "{'tracks':[{'sessionId':'ada','trackName':'mic'," +
                                  "'errorCode':'not_found_track_error','errorDescription':'Nobody.'}]}";
            ScriptedSfu sfu = Opened();
            for (int i = 0; i < 4; i++) sfu.ThenAnswer(notYet);
            using RealtimeSession session = Open(sfu);
            ApiFailure? failure = (await PullAsync(session, AdasMic)).Failure;
            Assert.That(failure!.Sentence, Does.Contain("Nobody."));
            Assert.That(session.State.Value.Phase, Is.EqualTo(SessionPhase.Open));
        });

        [Test]
        public void OneBadItem_DoesNotSpoilTheOthers() => AsyncTest.Run(async () =>
        {
            string mixed = "{'tracks':[{'sessionId':'ada','trackName':'mic','errorCode':'track_error'}," +
                           "{'sessionId':'bob','trackName':'mic','mid':'4'}]," + Offer + "}";
            var engine = new TaskCompletionSource<IRtcPeer>();
            using RealtimeSession session = Open(Opened().ThenAnswer(mixed).ThenAnswer("{}"), engine.Task);
            Task<ApiResult<RemoteTrack>> ada = PullAsync(session, AdasMic);
            Task<ApiResult<RemoteTrack>> bob = PullAsync(session, BobsMic);
            engine.SetResult(_peer);
            Assert.That((await ada).Failure!.ErrorCode, Is.EqualTo(ApiError.Track));
            Assert.That((await bob).Value.Mid, Is.EqualTo(new Mid("4")));
        });

        [Test]
        public void Close_StopsTheSectionAndOffers() => AsyncTest.Run(async () =>
        {
            ScriptedSfu sfu = Opened().ThenAnswer(MicPublished).ThenAnswer(Pulled("ada", "3")).ThenAnswer("{}")
                .ThenAnswer("{'tracks':[{'mid':'3','errorCode':'close_track_error'}]," + Answer + "}");
            using RealtimeSession session = Open(sfu);
            await session.PublishAsync(MediaKind.Audio, Mic);
            RemoteTrack pulled = (await PullAsync(session, AdasMic)).Value;
            Assert.That(await session.CloseAsync(pulled), Is.Null, "already closed counts as closed");
            Assert.That(_peer.Log.Skip(3), Is.EqualTo(new[] { "stop 3", "offer", "answer" }));
            Assert.That(sfu.Requests.Last(), Is.EqualTo(
                "PUT /v1/apps/a/sessions/s1/tracks/close {'tracks':[{'mid':'3'}],'force':false," +
                "'sessionDescription':{'type':'offer','sdp':'offer'}}"));
            _peer.Receive("3", new byte[1]);
            Assert.That(_sink.Received, Is.Zero);
        });

        [Test]
        public void ClosingTheLastTrack_KeepsTheTransport() => AsyncTest.Run(async () =>
        {
            ScriptedSfu sfu = Opened()
                .ThenAnswer(Pulled("ada", "3")).ThenAnswer("{}").ThenAnswer("{'tracks':[{'mid':'3'}]}");
            using RealtimeSession session = Open(sfu);
            RemoteTrack pulled = (await PullAsync(session, AdasMic)).Value;
            Assert.That(await session.CloseAsync(pulled), Is.Null);
            Assert.That(_peer.Log, Has.No.Member("stop 3"));
            Assert.That(sfu.Requests.Last(), Does.EndWith("{'tracks':[{'mid':'3'}],'force':true}"));
        });

        [TestCase(410, ApiError.Session)]
        [TestCase(404, ApiError.NotFound)]
        public void SessionThatTheSfuGaveUp_IsLost(int status, string code) => AsyncTest.Run(async () =>
        {
            ScriptedSfu sfu = Opened().ThenAnswer($"{{'errorCode':'{code}','errorDescription':'Gone.'}}", status);
            using RealtimeSession session = Open(sfu);
            ApiFailure? failure = (await session.PublishAsync(MediaKind.Audio, Mic)).Failure;
            Assert.That(failure!.Sentence, Does.Contain(code).And.Contain("Gone."));
            Assert.That(session.State.Value.Phase, Is.EqualTo(SessionPhase.Lost));
            Assert.That(_peer.Log, Is.EqualTo(new[] { "offer", "rollback", "stop 0" }));
            ApiFailure? next = (await PullAsync(session, AdasMic)).Failure;
            Assert.That(next, Is.SameAs(session.Failure));
            Assert.That(sfu.Requests, Has.Count.EqualTo(2), "a lost session asks nothing more");
        });

        [Test]
        public void OfferOutOfTurn_IsRepeatedOnceTheSessionIsFoundWhole() => AsyncTest.Run(async () =>
        {
            ScriptedSfu sfu = Opened().ThenAnswer(OutOfTurn, 406).ThenAnswer("{'tracks':[],'dataChannels':[]}")
                .ThenAnswer("{'tracks':[{'mid':'1','trackName':'mic'}]," + Answer + "}");
            using RealtimeSession session = Open(sfu);
            ApiResult<PublishedTrack> published = await session.PublishAsync(MediaKind.Audio, Mic);
            Assert.That(published.Value.Mid, Is.EqualTo(new Mid("1")));
            Assert.That(sfu.Requests[2], Is.EqualTo("GET /v1/apps/a/sessions/s1"));
            Assert.That(_peer.Log, Is.EqualTo(new[] { "offer", "rollback", "stop 0", "offer", "answer" }));
        });

        [Test]
        public void OfferOutOfTurnTwice_LosesTheSession() => AsyncTest.Run(async () =>
        {
            ScriptedSfu sfu = Opened().ThenAnswer(OutOfTurn, 406).ThenAnswer("{'tracks':[],'dataChannels':[]}")
                .ThenAnswer(OutOfTurn, 406);
            using RealtimeSession session = Open(sfu);
            Assert.That((await session.PublishAsync(MediaKind.Audio, Mic)).Failure, Is.Not.Null);
            Assert.That(session.State.Value.Phase, Is.EqualTo(SessionPhase.Lost));
        });

        [Test]
        public void SessionWhoseTracksTheSfuForgot_IsLostOnResync() => AsyncTest.Run(async () =>
        {
            ScriptedSfu sfu = Opened().ThenAnswer(MicPublished).ThenAnswer(OutOfTurn, 406)
                .ThenAnswer("{'tracks':[{'location':'local','mid':'0','trackName':'mic','status':'inactive'}]}");
            using RealtimeSession session = Open(sfu);
            await session.PublishAsync(MediaKind.Audio, Mic);
            await session.PublishAsync(MediaKind.Audio, new TrackName("second"));
            Assert.That(session.State.Value.Phase, Is.EqualTo(SessionPhase.Lost));
        });

        [TestCase(425, ApiError.Session)]
        [TestCase(429, ApiError.RetryableTransient)]
        [TestCase(503, ApiError.TemporarilyUnavailable)]
        public void WhatMaySucceedLater_IsAskedAgain(int status, string code) => AsyncTest.Run(async () =>
        {
            ScriptedSfu sfu = Opened().ThenAnswer($"{{'errorCode':'{code}'}}", status)
                .ThenAnswer(Pulled("ada", "3")).ThenAnswer("{}");
            using RealtimeSession session = Open(sfu);
            Assert.That((await PullAsync(session, AdasMic)).Failure, Is.Null);
            Assert.That(session.State.Value.Phase, Is.EqualTo(SessionPhase.Open));
        });

        [Test]
        public void WrongRequest_IsRefusedAndTheSessionGoesOn() => AsyncTest.Run(async () =>
        {
            ScriptedSfu sfu = Opened().ThenAnswer("{'errorCode':'invalid_params'}", 406).ThenAnswer(MicPublished);
            using RealtimeSession session = Open(sfu);
            ApiFailure? failure = (await PullAsync(session, AdasMic)).Failure;
            Assert.That(failure!.Action, Is.EqualTo(ApiAction.GiveUp));
            Assert.That((await session.PublishAsync(MediaKind.Audio, Mic)).Failure, Is.Null);
        });

        [Test]
        public void UnreachableServer_IsAnErrorValueWithASentence() => AsyncTest.Run(async () =>
        {
            var refused = new HttpRequestException("Connection refused");
            using RealtimeSession session = Open(new ScriptedSfu().ThenThrow(refused));
            ApiFailure? failure = (await session.PublishAsync(MediaKind.Audio, Mic)).Failure;
            Assert.That(failure!.Sentence, Does.Contain("http://sfu/v1/apps/a/sessions/new"));
            Assert.That(failure.Sentence, Does.Contain("Connection refused"));
            Assert.That(session.State.Value.Phase, Is.EqualTo(SessionPhase.Lost));
        });

        [Test]
        public void PageThatIsNoApi_IsAnErrorValueWithASentence() => AsyncTest.Run(async () =>
        {
            using RealtimeSession session = Open(new ScriptedSfu().ThenAnswer("<html>Welcome to nginx</html>"));
            ApiFailure? failure = (await session.PublishAsync(MediaKind.Audio, Mic)).Failure;
            Assert.That(failure!.Sentence, Does.Contain("not of this API"));
        });

        [Test]
        public void AnswerThatDoesNotFit_LosesTheSession() => AsyncTest.Run(async () =>
        {
            using RealtimeSession session = Open(Opened().ThenAnswer(MicPublished));
            _peer.RefuseNext = "no fingerprint";
            ApiFailure? failure = (await session.PublishAsync(MediaKind.Audio, Mic)).Failure;
            Assert.That(failure!.Sentence, Does.Contain("no fingerprint"));
            Assert.That(session.State.Value.Phase, Is.EqualTo(SessionPhase.Lost));
        });

        [Test]
        public void BrokenTransport_LosesTheSessionWithTheReason() => AsyncTest.Run(async () =>
        {
            using RealtimeSession session = Open(Opened().ThenAnswer(MicPublished));
            await session.PublishAsync(MediaKind.Audio, Mic);
            _peer.Become(PeerState.Closed, "consent expired");
            Assert.That(session.State.Value.Phase, Is.EqualTo(SessionPhase.Lost));
            Assert.That(session.Failure!.Sentence, Does.Contain("consent expired"));
        });

        [Test]
        public void Engine_ThatDoesNotStart_LosesTheSession() => AsyncTest.Run(async () =>
        {
            var broken = Task.FromException<IRtcPeer>(new InvalidOperationException("no network"));
            using RealtimeSession session = Open(Opened(), broken);
            ApiFailure? failure = (await session.PublishAsync(MediaKind.Audio, Mic)).Failure;
            Assert.That(failure!.Sentence, Does.Contain("no network"));
        });

        [Test]
        public void Dispose_EndsTheEngineAndRefusesCommands() => AsyncTest.Run(async () =>
        {
            RealtimeSession session = Open(Opened());
            session.Dispose();
            Assert.That((await session.PublishAsync(MediaKind.Audio, Mic)).Failure, Is.Not.Null);
            Assert.That(session.State.Value.Phase, Is.EqualTo(SessionPhase.Closed));
            Assert.That(_peer.IsDisposed);
        });

        private static ScriptedSfu Opened() => new ScriptedSfu().ThenAnswer("{'sessionId':'s1'}", 201);

        private static string Pulled(string session, string mid) =>
            $"{{'tracks':[{{'sessionId':'{session}','trackName':'mic','mid':'{mid}'}}],{Offer}}}";

        private RealtimeSession Open(ScriptedSfu sfu) => Open(sfu, Task.FromResult<IRtcPeer>(_peer));

        private static RealtimeSession Open(ScriptedSfu sfu, Task<IRtcPeer> engine)
        {
            var api = new RealtimeApi(new Uri("http://sfu/v1/apps/a"), "secret", sfu);
            var fast = new RetrySchedule(TimeSpan.FromMilliseconds(1), 1, TimeSpan.FromMilliseconds(1), 3);
            return new RealtimeSession(api, engine, new RealtimeSessionOptions { Retries = fast });
        }

        private Task<ApiResult<RemoteTrack>> PullAsync(RealtimeSession session, TrackMetadata track) =>
            session.PullAsync(track, mapped: pulled => pulled.Listen(_sink));

        private sealed class Sink : ITrackSink
        {
            public int Received;

            public void OnRtp(Instant now, SeqNo seq, RtpTime time, bool marker, ReadOnlySpan<byte> payload) =>
                Received += payload.Length;
        }
    }
}
