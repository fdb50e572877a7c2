#nullable enable
using System;
using System.Threading;
using System.Threading.Tasks;
using Earshot.Realtime;
using Earshot.Realtime.Api;
using Earshot.Rtc;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    // Offers taken back, descriptions that make no sense, and the end of a connection.
    public abstract partial class RtcPeerSuite
    {
        [Test]
        public void OfferTakenBack_IsMadeAgain() => Play(async () =>
        {
            using IRtcPeer engine = CreateEngine();
            using var far = new FarPeer();
            engine.Rollback();
            engine.AddTrack(MediaKind.Audio, new TrackName("mic"));
            engine.CreateOffer();
            engine.Rollback();
            string answer = far.Answer(engine.CreateOffer());
            Must(engine.TryFindSender(new TrackName("mic"), out Mid mid), "the track is offered again");
            Must(engine.TrySetAnswer(answer, out string error), error);
            await Connected(engine, far);
            await Hears(far, mid, engine, "again");
        });

        [Test]
        public void SecondOfferBeforeTheAnswer_IsTheCallersMistake() => Play(() =>
        {
            using IRtcPeer engine = CreateEngine();
            engine.AddTrack(MediaKind.Audio, new TrackName("mic"));
            engine.CreateOffer();
            try
            {
                engine.CreateOffer();
            }
            catch (InvalidOperationException)
            {
                return Task.CompletedTask;
            }

            throw new InvalidOperationException("a second offer is not refused");
        });

        [Test]
        public void Nonsense_IsRefusedInASentenceAndChangesNothing() => Play(async () =>
        {
            using IRtcPeer engine = CreateEngine();
            using var far = new FarPeer();
            Must(!engine.TryAnswer("nonsense", out string answer, out string error), "nonsense is no offer");
            Must(answer.Length == 0 && error.Length > 10, $"a sentence says why, not '{error}'");
            Mid mic = Publish(engine, far, "mic");
            await Connected(engine, far);
            (string offer, _) = far.Offer(1);
            string cut = offer.Substring(0, offer.IndexOf("m=audio", StringComparison.Ordinal));
            Must(!engine.TryAnswer(cut, out _, out error), "an offer without our section is refused");
            Must(error.Length > 10, $"a sentence says why, not '{error}'");
            await Hears(far, mic, engine, "still here");
        });

        [Test]
        public void WrongAnswer_IsRefusedAndTheRightOneStillTaken() => Play(async () =>
        {
            using IRtcPeer engine = CreateEngine();
            using var far = new FarPeer();
            engine.AddTrack(MediaKind.Audio, new TrackName("mic"));
            string answer = far.Answer(engine.CreateOffer());
            Must(!engine.TrySetAnswer("v=0\r\n", out string error) && error.Length > 10, "half an answer is refused");
            Must(engine.TrySetAnswer(answer, out error), error);
            await Connected(engine, far);
        });

        [Test]
        public void ClosedHere_ReachesTheOtherSide() => Play(async () =>
        {
            IRtcPeer engine = CreateEngine();
            using var far = new FarPeer();
            Mid mid = Publish(engine, far, "mic");
            await Connected(engine, far);
            int told = 0;
            engine.StateChanged += () => Interlocked.Increment(ref told);
            engine.Dispose();
            engine.Dispose();
            Must(engine.State == PeerState.Closed && engine.CloseDetail.Length > 10, "it is closed, and says why");
            Must(Volatile.Read(ref told) == 1, "the change is told once");
            Must(!engine.TrySend(mid, default, false, new byte[4]), "a closed engine does not send");
            await Until(() => far.State == PeerState.Closed, () => "the other side learns of it");
        });

        [Test]
        public void ClosedThere_IsToldWithAReason() => Play(async () =>
        {
            using IRtcPeer engine = CreateEngine();
            var far = new FarPeer();
            int changes = 0;
            engine.StateChanged += () => Interlocked.Increment(ref changes);
            Publish(engine, far, "mic");
            await Connected(engine, far);
            int before = Volatile.Read(ref changes);
            far.Dispose();
            await Until(() => engine.State == PeerState.Closed, () => "the engine learns of it");
            Must(engine.CloseDetail.Length > 5, "it says why");
            await Until(() => Volatile.Read(ref changes) == before + 1, () => "the change is told once");
        });
    }
}
