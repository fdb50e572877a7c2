#nullable enable
using System;
using System.Linq;
using System.Threading.Tasks;
using Earshot.Realtime;
using Earshot.Realtime.Api;
using Earshot.Rtc;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>What a session does beside tracks: data channels, ICE servers, and watching its path.</summary>
    public sealed class SessionLifeTests
    {
        private static readonly DataChannelName Chat = new DataChannelName("chat");

        private FakePeer _peer = new FakePeer();
        private FakeSfu _sfu = new FakeSfu();
        private RealtimeSessionOptions _options = new RealtimeSessionOptions();

        [SetUp]
        public void StartAfresh()
        {
            _peer = new FakePeer();
            _sfu = new FakeSfu();
            _options = new RealtimeSessionOptions
            {
                Retries = new RetrySchedule(TimeSpan.FromMilliseconds(1), 1, TimeSpan.FromMilliseconds(1), 5),
            };
        }

        [Test]
        public void FirstChannel_EstablishesTheTransportAndTheNextDoNot() => AsyncTest.Run(async () =>
        {
            using RealtimeSession session = Open();
            ApiResult<SessionChannel> first =
                await session.PublishChannelAsync(Chat, ChannelReliability.Unreliable, new DeafSink());
            var theirs = new ChannelMetadata(new SessionId("bob"), Chat, ChannelReliability.Reliable);
            ApiResult<SessionChannel> second = await session.SubscribeAsync(theirs, new DeafSink());
            Assert.That(first.Value.Id + second.Value.Id, Is.EqualTo(1 + 2));
            Assert.That(first.Value.Metadata.SessionId, Is.EqualTo(session.Id));
            Assert.That(_sfu.Requests, Is.EqualTo(new[]
            {
                "POST sessions/new",
                "POST sessions/s1/datachannels/establish",
                "PUT sessions/s1/renegotiate",
                "POST sessions/s1/datachannels/new chat",
                "POST sessions/s1/datachannels/new chat",
            }));
            Assert.That(_peer.Log, Has.Member("channel chat 1").And.Member("channel chat 2"));
            Assert.That(await session.CloseAsync(first.Value), Is.Null);
            Assert.That(_sfu.Requests.Last(), Is.EqualTo("PUT sessions/s1/datachannels/close 1"));
            Assert.That(first.Value.TrySend(new byte[1]), Is.False);
        });

        [Test]
        public void ChannelOfAPublisherThatIsNotThereYet_IsTriedAgain() => AsyncTest.Run(async () =>
        {
            int refused = 0;
            _sfu.Refuse = name => refused++ < 3 ? ApiError.NotFoundTrack : null;
            using RealtimeSession session = Open();
            var theirs = new ChannelMetadata(new SessionId("bob"), Chat, ChannelReliability.Reliable);
            Assert.That((await session.SubscribeAsync(theirs, new DeafSink())).Failure, Is.Null);
            Assert.That(_sfu.Count("datachannels/new"), Is.EqualTo(4));
            Assert.That(_sfu.Count("establish"), Is.EqualTo(1));
        });

        [Test]
        public void TurnCredentials_AreFetchedAndRefreshed() => AsyncTest.Run(async () =>
        {
            int asked = 0;
            _options.IceServersRefresh = TimeSpan.FromMilliseconds(5);
            _options.IceServers = _ => Task.FromResult<ApiResult<IceServersResponse>>(++asked == 2
                ? (ApiResult<IceServersResponse>)new ApiFailure(503, "", "Busy.")
                : Servers($"turn:t{asked}"));
            using RealtimeSession session = Open();
            await AsyncTest.Until(() => _peer.Log.Contains("ice servers turn:t3"), "it asks again after a failure too");
            Assert.That(_peer.Log, Has.Member("ice servers turn:t1").And.No.Member("ice servers turn:t2"));
        });

        [Test]
        public void SilentPath_IsAskedForALifeSignAndThenGivenUp() => AsyncTest.Run(async () =>
        {
            _options.Silence = TimeSpan.FromSeconds(1.6);
            using RealtimeSession session = Open();
            await AsyncTest.Until(() => session.State.Value.Phase == SessionPhase.Open, "it is open");
            _peer.Become(PeerState.Connected);
            await AsyncTest.Until(() => _peer.PathChecks > 0, "the path is checked");
            Assert.That(session.State.Value.Phase, Is.EqualTo(SessionPhase.Connected));
            await AsyncTest.Until(() => session.State.Value.Phase == SessionPhase.Lost, "it is given up");
            Assert.That(session.Failure!.Sentence, Does.Contain("Nothing has come"));
        });

        [Test]
        public void ChangedNetwork_IsGivenLessTime() => AsyncTest.Run(async () =>
        {
            _options.Silence = TimeSpan.FromHours(1);
            _options.SilenceAfterNetworkChange = TimeSpan.FromMilliseconds(300);
            using RealtimeSession session = Open();
            await AsyncTest.Until(() => session.State.Value.Phase == SessionPhase.Open, "it is open");
            _peer.Become(PeerState.Connected);
            _peer.ChangeNetwork();
            await AsyncTest.Until(() => session.State.Value.Phase == SessionPhase.Lost, "it is given up");
            Assert.That(_peer.PathChecks, Is.GreaterThan(0));
        });

        private static IceServersResponse Servers(string url) => new IceServersResponse
        {
            IceServers = new[] { new IceServerObject { Urls = new[] { url }, Username = "u", Credential = "c" } },
        };

        private RealtimeSession Open() => new RealtimeSession(
            new RealtimeApi(new Uri("http://sfu/v1/apps/a"), "", _sfu), Task.FromResult<IRtcPeer>(_peer), _options);

        private sealed class DeafSink : IDataChannelSink
        {
            public void OnOpened()
            {
            }

            public void OnMessage(ReadOnlySpan<byte> payload, bool isText)
            {
            }

            public void OnClosed()
            {
            }
        }
    }
}
