#nullable enable
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Earshot.Realtime;
using Earshot.Rtc.Sctp;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    // Data channels: numbered by both sides beforehand, as the SFU's are, or announced.
    public abstract partial class RtcPeerSuite
    {
        [Test]
        public void NumberedChannel_CarriesTextAndBytesBothWays() => Play(async () =>
        {
            using IRtcPeer engine = CreateEngine();
            using var far = new FarPeer();
            (IRtcDataChannel here, ChannelEar ear, DataChannel there) = await OpenNumbered(engine, far, "chat", 4);
            Must(here.TrySend(Encoding.ASCII.GetBytes("hello"), isText: true), "a text goes");
            Must(here.TrySend(new byte[] { 65, 66 }, isText: false), "bytes go");
            Must(far.Say(there, Encoding.ASCII.GetBytes("welcome"), isText: true), "the other side says something");
            Must(far.Say(there, new byte[] { 67 }, isText: false), "and sends bytes");
            await Until(() => far.Said.Count == 2 && ear.Heard.Count == 2, () => "all arrives");
            Must(far.Said[0] == "chat text hello" && far.Said[1] == "chat binary AB", string.Join(", ", far.Said));
            Must(ear.Heard[0] == "text welcome" && ear.Heard[1] == "binary C", string.Join(", ", ear.Heard));
            Must(ear.Opened == 1 && here.State == DataChannelState.Open, "it opened once");
        });

        [Test]
        public void AnnouncedChannel_IsToldToTheOtherSide() => Play(async () =>
        {
            using IRtcPeer engine = CreateEngine();
            using var far = new FarPeer();
            var ear = new ChannelEar();
            IRtcDataChannel here = engine.CreateDataChannel("notes", new DataChannelInit(), ear);
            Must(!here.TrySend(new byte[1], isText: false), "nothing is sent before it opens");
            Must(engine.TrySetAnswer(far.Answer(engine.CreateOffer()), out string error), error);
            await Connected(engine, far);
            await Until(() => ear.Opened == 1 && far.Channel("notes") != null, () => "both sides have it open");
            Must(here.TrySend(Encoding.ASCII.GetBytes("a note"), isText: true), "it carries");
            await Until(() => far.Said.Contains("notes text a note"), () => "the note arrives");
        });

        [Test]
        public void ChannelOfALaterExchange_OpensBesideTracks() => Play(async () =>
        {
            using IRtcPeer engine = CreateEngine();
            using var far = new FarPeer();
            Mid mic = Publish(engine, far, "mic");
            await Connected(engine, far);
            (IRtcDataChannel here, _, _) = await OpenNumbered(engine, far, "chat", 2);
            Must(here.TrySend(Encoding.ASCII.GetBytes("hello"), isText: true), "it carries");
            await Until(() => far.Said.Contains("chat text hello"), () => "the text arrives");
            await Hears(far, mic, engine, "still here");
        });

        [Test]
        public void SecondChannel_NeedsNoExchange() => Play(async () =>
        {
            using IRtcPeer engine = CreateEngine();
            using var far = new FarPeer();
            await OpenNumbered(engine, far, "chat", 4);
            var ear = new ChannelEar();
            var init = new DataChannelInit { Negotiated = new StreamId(6), Ordered = false, MaxRetransmits = 0 };
            DataChannel there = far.CreateChannel("places", init);
            IRtcDataChannel here = engine.CreateDataChannel("places", init, ear);
            await Until(() => ear.Opened == 1, () => "the second channel opens");
            Must(here.TrySend(new byte[] { 65 }, isText: false), "it carries");
            await Until(() => far.Said.Contains("places binary A"), () => "the bytes arrive");
            Must(far.Say(there, new byte[] { 66 }, isText: false), "the other side sends");
            await Until(() => ear.Heard.Contains("binary B"), () => "its bytes arrive");
        });

        [Test]
        public void LongMessages_ArriveWhole() => Play(async () =>
        {
            using IRtcPeer engine = CreateEngine();
            using var far = new FarPeer();
            (IRtcDataChannel here, ChannelEar ear, DataChannel there) = await OpenNumbered(engine, far, "chat", 4);
            Must(here.TrySend(new byte[200_000], isText: false), "200,000 bytes go");
            await Until(() => far.Said.Contains("chat binary 200000 bytes"), () => "they arrive there");
            Must(far.Say(there, new byte[200_000], isText: false), "the other side sends as many");
            await Until(() => ear.Heard.Contains("binary 200000 bytes"), () => "they arrive here");
        });

        [Test]
        public void ChannelClosedHere_ReachesTheOtherSide() => Play(async () =>
        {
            using IRtcPeer engine = CreateEngine();
            using var far = new FarPeer();
            (IRtcDataChannel here, ChannelEar ear, DataChannel there) = await OpenNumbered(engine, far, "chat", 4);
            here.Close();
            await Until(() => there.State == DataChannelState.Closed, () => "it closes there");
            await Until(() => ear.Closed == 1 && here.State == DataChannelState.Closed, () => "it closes here, once");
            Must(!here.TrySend(new byte[1], isText: false), "a closed channel does not send");
        });

        [Test]
        public void ChannelClosedThere_IsTold() => Play(async () =>
        {
            using IRtcPeer engine = CreateEngine();
            using var far = new FarPeer();
            (IRtcDataChannel here, ChannelEar ear, DataChannel there) = await OpenNumbered(engine, far, "chat", 4);
            far.Close(there);
            await Until(() => ear.Closed == 1 && here.State == DataChannelState.Closed, () => "it closes here");
        });

        [Test]
        public void ChannelsEnd_WithTheirConnection() => Play(async () =>
        {
            IRtcPeer engine = CreateEngine();
            using var far = new FarPeer();
            (IRtcDataChannel here, ChannelEar ear, _) = await OpenNumbered(engine, far, "chat", 4);
            engine.Dispose();
            await Until(() => ear.Closed == 1, () => "its end is told");
            Must(!here.TrySend(new byte[1], isText: false), "it sends no more");
            here.Close();
        });

        private static async Task<(IRtcDataChannel Here, ChannelEar Ear, DataChannel There)> OpenNumbered(
            IRtcPeer engine, FarPeer far, string label, ushort id)
        {
            var init = new DataChannelInit { Negotiated = new StreamId(id) };
            DataChannel there = far.CreateChannel(label, init);
            Must(engine.TryAnswer(far.Offer(0).Offer, out string answer, out string error), error);
            far.TakeAnswer(answer);
            var ear = new ChannelEar();
            IRtcDataChannel here = engine.CreateDataChannel(label, init, ear);
            await Connected(engine, far);
            await Until(() => ear.Opened == 1 && there.State == DataChannelState.Open, () => $"{label} opens");
            return (here, ear, there);
        }
    }
}
