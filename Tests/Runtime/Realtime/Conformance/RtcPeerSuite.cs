#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Tasks;
using Earshot.Realtime;
using Earshot.Rtc;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>What every WebRTC engine behind <see cref="IRtcPeer"/> does, against a peer of Earshot's own on the
    /// other side of a loopback socket. A scenario an engine cannot play is one of its <see cref="Gaps"/>: it is played
    /// nevertheless, and must fail, so that the list says what is so.</summary>
    public abstract partial class RtcPeerSuite
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

        /// <summary>The scenarios the engine cannot play, by name, each with the reason.</summary>
        protected virtual IReadOnlyDictionary<string, string> Gaps { get; } = new Dictionary<string, string>();

        /// <summary>An engine of the kind under test, on loopback alone.</summary>
        protected abstract IRtcPeer CreateEngine();

        // Scenarios throw instead of asserting: NUnit would count a failed assertion that a gap expects.
        private void Play(Func<Task> scenario, [CallerMemberName] string name = "")
        {
            if (!Gaps.TryGetValue(name, out string? reason))
            {
                AsyncTest.Run(scenario);
                return;
            }

            Exception? failure = null;
            try
            {
                Task.Run(scenario).GetAwaiter().GetResult();
            }
            catch (Exception thrown)
            {
                failure = thrown;
            }

            Assert.That(failure, Is.Not.Null, $"{name} succeeds: take it off the gaps, where it says: {reason}");
            TestContext.WriteLine($"{name} cannot be played: {reason} ({failure!.Message})");
        }

        private static Mid Publish(IRtcPeer engine, FarPeer far, string name) =>
            Publish(engine, far, name, MediaKind.Audio, TrackEncoding.Single);

        private static IReadOnlyList<Pulled> Pull(
            IRtcPeer engine, FarPeer far, int tracks, MediaKind kind = MediaKind.Audio)
        {
            (string offer, IReadOnlyList<Mid> mids) = far.Offer(tracks, kind);
            List<Pulled> pulled = mids.Select(mid => new Pulled(mid)).ToList();
            foreach (Pulled track in pulled) engine.SetSink(track.Mid, track.Ear);
            Must(engine.TryAnswer(offer, out string answer, out string error), error);
            far.TakeAnswer(answer);
            return pulled;
        }

        private static void StopHere(IRtcPeer engine, FarPeer far, params Mid[] mids)
        {
            foreach (Mid mid in mids) engine.Stop(mid);
            string answer = far.Answer(engine.CreateOffer());
            Must(engine.TrySetAnswer(answer, out string error), error);
        }

        private static Task Connected(IRtcPeer engine, FarPeer far) => Until(
            () => engine.State == PeerState.Connected && far.State == PeerState.Connected,
            () => $"both are connected, not {engine.State} here and {far.State} there; {engine.CloseDetail}");

        private static async Task Hears(FarPeer far, Mid mid, IRtcPeer engine, string said)
        {
            await Until(
                () => engine.TrySend(mid, new RtpTime(960), true, Encoding.ASCII.GetBytes(said)),
                () => $"section {mid} may send");
            await Until(() => far.Heard(mid).Contains($"960 True {said}"),
                () => $"the other side hears '{said}' on section {mid}, not {string.Join(", ", far.Heard(mid))}");
        }

        private static async Task Hears(Pulled track, FarPeer far)
        {
            int before = track.Ear.Heard.Count;
            far.Send(track.Mid, 3);
            await Until(() => track.Ear.Heard.Count >= before + 3, () => $"section {track.Mid} is heard");
            await Task.Delay(20);
            Must(track.Ear.Heard.All(text => text.StartsWith($"{track.Mid} ", StringComparison.Ordinal)),
                $"section {track.Mid} hears itself alone, not {string.Join(", ", track.Ear.Heard)}");
        }

        private static async Task Until(Func<bool> happened, Func<string> what)
        {
            DateTime giveUp = DateTime.UtcNow + Patience;
            while (!happened())
            {
                if (DateTime.UtcNow > giveUp) throw new TimeoutException($"Never happened: {what()}.");
                await Task.Delay(2);
            }
        }

        private static void Must(bool isSo, string sentence)
        {
            if (!isSo) throw new InvalidOperationException(sentence);
        }

        private readonly struct Pulled
        {
            public readonly Mid Mid;
            public readonly Ear Ear;

            public Pulled(Mid mid)
            {
                Mid = mid;
                Ear = new Ear();
            }
        }
    }
}
