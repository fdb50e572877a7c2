#nullable enable
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Earshot.Realtime;
using Earshot.Realtime.Api;
using Earshot.Rtc;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    // Tracks that are published and pulled, and the exchanges that bring and end them.
    public abstract partial class RtcPeerSuite
    {
        [Test]
        public void PublishedTrack_IsHeardAsItWasSent() => Play(async () =>
        {
            using IRtcPeer engine = CreateEngine();
            using var far = new FarPeer();
            Must(engine.State == PeerState.New, "a new engine is new");
            Mid mid = Publish(engine, far, "mic");
            Must(!engine.TrySend(mid, default, false, new byte[4]), "nothing is sent before the connection stands");
            await Connected(engine, far);
            for (uint i = 0; i < 5; i++)
            {
                bool sent = engine.TrySend(mid, new RtpTime(960 * i), i == 0, Encoding.ASCII.GetBytes($"word {i}"));
                Must(sent, $"word {i} is sent");
            }

            await Until(() => far.Heard(mid).Count == 5, () => "all is heard");
            Must(far.Heard(mid)[0] == "0 True word 0" && far.Heard(mid)[4] == "3840 False word 4",
                $"time, marker and payload arrive as sent, not {string.Join(", ", far.Heard(mid))}");
            Must(!engine.TrySend(new Mid("nowhere"), default, false, new byte[4]), "an unknown section does not send");
        });

        [Test]
        public void PulledTracks_EachReachTheirSink() => Play(async () =>
        {
            using IRtcPeer engine = CreateEngine();
            using var far = new FarPeer();
            IReadOnlyList<Pulled> tracks = Pull(engine, far, 3);
            await Connected(engine, far);
            foreach (Pulled track in tracks) await Hears(track, far);
        });

        [Test]
        public void TracksWithoutSourcesInTheOffer_AreToldApartByMid() => Play(async () =>
        {
            using IRtcPeer engine = CreateEngine();
            using var far = new FarPeer(tellsSources: false);
            IReadOnlyList<Pulled> tracks = Pull(engine, far, 3);
            await Connected(engine, far);
            foreach (Pulled track in tracks.Reverse()) await Hears(track, far);
        });

        [Test]
        public void SixtyFourTracks_ComeInOneOffer() => Play(async () =>
        {
            using IRtcPeer engine = CreateEngine();
            using var far = new FarPeer();
            IReadOnlyList<Pulled> tracks = Pull(engine, far, 64);
            await Connected(engine, far);
            foreach (Pulled track in tracks) far.Send(track.Mid, 1);
            await Until(() => tracks.All(track => track.Ear.Heard.Count == 1), () => "each is heard once");
            Must(tracks.All(track => track.Ear.Heard[0] == $"{track.Mid} 0"), "each hears its own");
        });

        [Test]
        public void SinkTakenAway_HearsNothingMore() => Play(async () =>
        {
            using IRtcPeer engine = CreateEngine();
            using var far = new FarPeer();
            IReadOnlyList<Pulled> tracks = Pull(engine, far, 2);
            await Connected(engine, far);
            await Hears(tracks[0], far);
            engine.SetSink(tracks[0].Mid, null);
            int heard = tracks[0].Ear.Heard.Count;
            far.Send(tracks[0].Mid, 3);
            await Hears(tracks[1], far);
            Must(tracks[0].Ear.Heard.Count == heard, "a sink taken away hears nothing more");
        });

        [Test]
        public void LaterExchanges_FromEitherSideLeaveWhatFlows() => Play(async () =>
        {
            using IRtcPeer engine = CreateEngine();
            using var far = new FarPeer();
            Mid mic = Publish(engine, far, "mic");
            await Connected(engine, far);
            await Hears(far, mic, engine, "one");
            Pulled first = Pull(engine, far, 1)[0];
            await Hears(first, far);
            Mid music = Publish(engine, far, "music");
            Pulled second = Pull(engine, far, 1)[0];
            await Hears(far, music, engine, "two");
            await Hears(second, far);
            await Hears(far, mic, engine, "three");
            await Hears(first, far);
        });

        [Test]
        public void TrackStoppedHere_LeavesTheOthersAndLaterOnes() => Play(async () =>
        {
            using IRtcPeer engine = CreateEngine();
            using var far = new FarPeer();
            Mid mic = Publish(engine, far, "mic");
            Mid music = Publish(engine, far, "music");
            await Connected(engine, far);
            StopHere(engine, far, mic);
            Must(!engine.TrySend(mic, default, false, new byte[4]), "a stopped section does not send");
            Must(!engine.TryFindSender(new TrackName("mic"), out _), "a stopped section is no sender");
            await Hears(far, music, engine, "still here");
            Mid again = Publish(engine, far, "mic");
            await Hears(far, again, engine, "here again");
        });

        [Test]
        public void TrackStoppedThere_LeavesTheOthersAndLaterOnes() => Play(async () =>
        {
            using IRtcPeer engine = CreateEngine();
            using var far = new FarPeer();
            IReadOnlyList<Pulled> tracks = Pull(engine, far, 3);
            await Connected(engine, far);
            foreach (Pulled track in tracks) await Hears(track, far);
            far.Stop(tracks[1].Mid);
            Pulled later = Pull(engine, far, 1)[0];
            await Hears(later, far);
            await Hears(tracks[0], far);
            await Hears(tracks[2], far);
            Mid mic = Publish(engine, far, "mic");
            await Hears(far, mic, engine, "mine");
        });

        [Test]
        public void BreakoutsThereAndBack_OnOneConnection() => Play(async () =>
        {
            using IRtcPeer engine = CreateEngine();
            using var far = new FarPeer();
            Mid mic = Publish(engine, far, "mic");
            IReadOnlyList<Pulled> room = Pull(engine, far, 4);
            await Connected(engine, far);
            foreach (Pulled track in room) await Hears(track, far);
            for (int breakout = 0; breakout < 3; breakout++)
            {
                foreach (Pulled track in room) engine.SetSink(track.Mid, null);
                StopHere(engine, far, room.Select(track => track.Mid).ToArray());
                room = Pull(engine, far, 3);
                foreach (Pulled track in room) await Hears(track, far);
                await Hears(far, mic, engine, $"breakout {breakout}");
            }
        });

        [Test]
        public void TrackTheOtherSideRefuses_LeavesTheOthers() => Play(async () =>
        {
            using IRtcPeer engine = CreateEngine();
            using var far = new FarPeer();
            Mid mic = Publish(engine, far, "mic");
            await Connected(engine, far);
            engine.AddTrack(MediaKind.Audio, new TrackName("music"));
            string offer = engine.CreateOffer();
            Must(engine.TryFindSender(new TrackName("music"), out Mid music), "it is offered");
            Must(engine.TrySetAnswer(far.Answer(offer, music), out string error), error);
            Must(!engine.TrySend(music, default, false, new byte[4]), "what was refused is not sent");
            await Hears(far, mic, engine, "still here");
            await Hears(Pull(engine, far, 1)[0], far);
        });
    }
}
