#nullable enable
using System;
using System.Linq;
using System.Threading;
using Earshot.Realtime;
using Earshot.Realtime.Api;
using NUnit.Framework;

namespace Earshot.Tests
{
    public sealed class RealtimeApiTests
    {
        private static readonly SessionId S1 = new SessionId("s1");
        private static readonly CancellationToken None = CancellationToken.None;

        private ScriptedSfu _sfu = new ScriptedSfu();
        private RealtimeApi _api = null!;

        [SetUp]
        public void Begin()
        {
            _sfu = new ScriptedSfu();
            _api = new RealtimeApi(new Uri("http://sfu/v1/apps/a"), "the bearer", _sfu);
        }

        [TearDown]
        public void End() => _api.Dispose();

        [Test]
        public void NewSession_CarriesOfferThirdPartyAndCorrelationId() => AsyncTest.Run(async () =>
        {
            _sfu.ThenAnswer("{'sessionId':'s1','sessionDescription':{'type':'answer','sdp':'a'}}", 201);
            _api.CorrelationId = "hall & kitchen";
            ApiResult<NewSessionResponse> made =
                await _api.NewSessionAsync(None, SessionDescriptionBody.Offer("o"), isThirdParty: true);
            Assert.That(made.Value.SessionDescription!.Sdp, Is.EqualTo("a"));
            Assert.That(_sfu.Requests[0], Is.EqualTo(
                "POST /v1/apps/a/sessions/new?thirdparty=true&correlationId=hall%20%26%20kitchen " +
                "{'sessionDescription':{'type':'offer','sdp':'o'}}"));
        });

        [Test]
        public void Update_IsAPutWithoutSdp() => AsyncTest.Run(async () =>
        {
            _sfu.ThenAnswer("{'tracks':[{'mid':'3','errorCode':'update_track_error'}]}");
            var track = new TrackObject { Mid = "3", Simulcast = new SimulcastPreference { PreferredRid = "b" } };
            ApiResult<TracksResponse> updated =
                await _api.UpdateTracksAsync(S1, new TracksRequest { Tracks = new[] { track } }, None);
            Assert.That(updated.Value.Tracks[0].Error!.ErrorCode, Is.EqualTo(ApiError.UpdateTrack));
            Assert.That(_sfu.Requests[0], Is.EqualTo(
                "PUT /v1/apps/a/sessions/s1/tracks/update " +
                "{'tracks':[{'mid':'3','simulcast':{'preferredRid':'b'}}]}"));
        });

        [Test]
        public void DataChannels_HaveFourCalls() => AsyncTest.Run(async () =>
        {
            _sfu.ThenAnswer("{'dataChannel':{'dataChannelName':'server-events','id':0}}");
            for (int i = 0; i < 3; i++) _sfu.ThenAnswer("{'dataChannels':[{'id':5}]}");
            var list = new DataChannelList { DataChannels = new[] { new DataChannelObject { Id = 5 } } };
            Assert.That((await _api.EstablishDataChannelsAsync(S1, new EstablishRequest(), None)).Value.DataChannel!.Id,
                Is.Zero);
            Assert.That((await _api.NewDataChannelsAsync(S1, list, None)).Value.DataChannels[0].Id, Is.EqualTo(5));
            Assert.That((await _api.UpdateDataChannelsAsync(S1, list, None)).Failure, Is.Null);
            Assert.That((await _api.CloseDataChannelsAsync(S1, list, None)).Failure, Is.Null);
            Assert.That(_sfu.Requests.Select(request => request.Split('{')[0].Trim()), Is.EqualTo(new[]
            {
                "POST /v1/apps/a/sessions/s1/datachannels/establish",
                "POST /v1/apps/a/sessions/s1/datachannels/new",
                "PUT /v1/apps/a/sessions/s1/datachannels/update",
                "PUT /v1/apps/a/sessions/s1/datachannels/close",
            }));
        });

        [Test]
        public void Adapters_AreMadeAndClosed() => AsyncTest.Run(async () =>
        {
            _sfu.ThenAnswer("{'tracks':[{'adapterId':'x'}]}").ThenAnswer("{'tracks':[{'adapterId':'x'}]}");
            Assert.That((await _api.NewAdaptersAsync(new AdapterList(), None)).Value.Tracks, Has.Count.EqualTo(1));
            Assert.That((await _api.CloseAdaptersAsync(new AdapterList(), None)).Failure, Is.Null);
            Assert.That(_sfu.Requests.Select(request => request.Split(' ')[1]), Is.EqualTo(new[]
            {
                "/v1/apps/a/adapters/websocket/new", "/v1/apps/a/adapters/websocket/close",
            }));
        });

        [TestCase("{'iceServers':[{'urls':'stun:s:3478'},{'urls':['turn:t'],'username':'u','credential':'c'}]}", 2)]
        [TestCase("{'iceServers':{'urls':['turn:t'],'username':'u','credential':'c'}}", 1)]
        [TestCase("{'iceServers':[]}", 0)]
        public void IceServers_ComeInEachFormThereIs(string json, int count) => AsyncTest.Run(async () =>
        {
            _sfu.ThenAnswer(json).ThenAnswer(json, 201);
            ApiResult<IceServersResponse> asked = await _api.GetIceServersAsync(None);
            Assert.That(asked.Value.IceServers, Has.Count.EqualTo(count));
            await _api.GetIceServersAsync(None, TimeSpan.FromMinutes(10));
            Assert.That(_sfu.Requests, Is.EqualTo(new[]
            {
                "GET /v1/apps/a/generate-ice-servers",
                "POST /v1/apps/a/generate-ice-servers {'ttl':600}",
            }));
        });

        [TestCase(200, ApiError.NotFoundTrack, ApiAction.Wait)]
        [TestCase(200, ApiError.EmptyTrack, ApiAction.Wait)]
        [TestCase(200, ApiError.Track, ApiAction.GiveUp)]
        [TestCase(200, ApiError.RepeatedLocalTrack, ApiAction.GiveUp)]
        [TestCase(400, ApiError.Decoding, ApiAction.GiveUp)]
        [TestCase(401, ApiError.Unauthorized, ApiAction.Reauthorize)]
        [TestCase(403, "", ApiAction.Reauthorize)]
        [TestCase(404, ApiError.NotFound, ApiAction.Replace)]
        [TestCase(406, ApiError.InvalidParams, ApiAction.GiveUp)]
        [TestCase(406, ApiError.InvalidSessionDescription, ApiAction.Resync)]
        [TestCase(410, ApiError.Session, ApiAction.Replace)]
        [TestCase(413, ApiError.PayloadTooLarge, ApiAction.GiveUp)]
        [TestCase(425, ApiError.Session, ApiAction.Wait)]
        [TestCase(429, "", ApiAction.BackOff)]
        [TestCase(500, ApiError.Internal, ApiAction.Resync)]
        [TestCase(500, ApiError.Backend, ApiAction.Resync)]
        [TestCase(502, "", ApiAction.Resync)]
        [TestCase(503, ApiError.TemporarilyUnavailable, ApiAction.BackOff)]
        [TestCase(503, ApiError.TransportUnavailable, ApiAction.BackOff)]
        [TestCase(503, ApiError.RetryableTransient, ApiAction.BackOff)]
        [TestCase(0, "", ApiAction.Replace)]
        public void EachFailure_DemandsAnAction(int status, string code, ApiAction action) =>
            Assert.That(new ApiFailure(status, code, "").Action, Is.EqualTo(action));

        [Test]
        public void History_KeepsTheLastCallsWithoutSecrets() => AsyncTest.Run(async () =>
        {
            const string sdp = "v=0\\r\\na=ice-ufrag:u1\\r\\na=ice-pwd:p1secret\\r\\na=mid:0\\r\\n";
            _api.History = new ApiHistory(capacity: 2);
            _sfu.ThenAnswer("{'sessionId':'s1'}", 201)
                .ThenAnswer("{'tracks':[],'sessionDescription':{'type':'answer','sdp':'" + sdp + "'}}")
                .ThenAnswer("{'iceServers':[{'urls':['turn:t'],'username':'u','credential':'p2secret'}]}");
            await _api.NewSessionAsync(None);
            await _api.NewTracksAsync(S1, new TracksRequest
            {
                SessionDescription = SessionDescriptionBody.Offer("a=ice-pwd:p3secret\r\na=mid:0\r\n"),
            }, None);
            await _api.GetIceServersAsync(None);
            Assert.That(_api.History.Entries.Select(entry => $"{entry.Status} {entry.Method} {entry.Path}"),
                Is.EqualTo(new[] { "200 POST sessions/s1/tracks/new", "200 GET generate-ice-servers" }));
            string exported = _api.History.Export();
            Assert.That(exported, Does.Not.Contain("secret").And.Not.Contain("the bearer"));
            Assert.That(exported, Does.Contain("a=ice-ufrag:u1").And.Contain("a=mid:0").And.Contain("turn:t"));
        });

        [Test]
        public void UnreachableServer_IsInTheHistoryToo() => AsyncTest.Run(async () =>
        {
            await _api.NewSessionAsync(None);
            Assert.That(_api.History.Entries.Single().Response, Does.Contain("the script has ended"));
            Assert.That(_api.History.Entries.Single().Status, Is.Zero);
        });
    }
}
