#nullable enable
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Earshot.Realtime;
using Earshot.Realtime.Api;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    // Pictures: key frames asked for, and layers.
    public abstract partial class RtcPeerSuite
    {
        [Test]
        public void PublishedPictures_AreReceivedAndAKeyFrameIsAskedFor() => Play(async () =>
        {
            using IRtcPeer engine = CreateEngine();
            using var far = new FarPeer();
            Mid camera = Publish(engine, far, "camera", MediaKind.Video, TrackEncoding.Single);
            var asked = new Asked();
            engine.SetFeedback(camera, asked);
            await Connected(engine, far);
            await Hears(far, camera, engine, "picture");
            await Until(() =>
            {
                far.AskForKeyFrame(camera); // again and again, as whoever sees nothing does
                return asked.KeyFrames > 0;
            }, () => "the engine tells who sends");
        });

        [Test]
        public void PulledPictures_ArriveBesideSound() => Play(async () =>
        {
            using IRtcPeer engine = CreateEngine();
            using var far = new FarPeer();
            Pulled sound = Pull(engine, far, 1)[0];
            Pulled picture = Pull(engine, far, 1, MediaKind.Video)[0];
            await Connected(engine, far);
            await Hears(picture, far);
            await Hears(sound, far);
            engine.RequestKeyFrame(picture.Mid);
            await Until(() => far.KeyFramesAsked > 0, () => "the other side is asked for a key frame");
        });

        [Test]
        public void SimulcastLayers_AreOfferedByTheirRids() => Play(() =>
        {
            using IRtcPeer engine = CreateEngine();
            var layers = new[] { new TrackEncoding(new Rid("a")), new TrackEncoding(new Rid("b")) };
            engine.AddTrack(MediaKind.Video, new TrackName("camera"), layers);
            bool isWhole = SessionDescription.TryParse(
                engine.CreateOffer(), out SessionDescription? offer, out string error);
            Must(isWhole, error);
            string rids = string.Join(", ", offer!.Media[0].Rids);
            Must(rids == "a send, b send", $"both layers are offered, not '{rids}'");
            return Task.CompletedTask;
        });

        private static Mid Publish(
            IRtcPeer engine, FarPeer far, string name, MediaKind kind, IReadOnlyList<TrackEncoding> encodings)
        {
            var track = new TrackName(name);
            engine.AddTrack(kind, track, encodings);
            string answer = far.Answer(engine.CreateOffer());
            Must(engine.TryFindSender(track, out Mid mid), $"the offer has a section for {name}");
            Must(engine.TrySetAnswer(answer, out string error), error);
            return mid;
        }

        private sealed class Asked : ITrackFeedback
        {
            private int _keyFrames;

            public int KeyFrames => Volatile.Read(ref _keyFrames);

            public void OnKeyFrameRequested(Rid rid) => Interlocked.Increment(ref _keyFrames);

            public void OnTargetBitrate(Rid rid, long bitrate)
            {
            }
        }
    }
}
