#nullable enable
using System.Collections.Generic;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc
{
    /// <summary>Which simulcast layers both sides of a section have agreed on (RFC 8853 section 5.3, RFC 8829 section
    /// 5.3.1). Without the rid extension nobody could tell the layers apart, so there is no simulcast then.</summary>
    internal static class SimulcastAgreement
    {
        private const int MaxLayers = 8;

        /// <summary>The encodings that an offer asks us to send: its layers, or a plain one.</summary>
        public static IReadOnlyList<SendEncoding> Proposed(MediaDescription offered)
        {
            var proposed = new List<SendEncoding>();
            foreach (SimulcastStream layer in Described(offered, offered.Simulcast?.Receive))
                proposed.Add(new SendEncoding(layer.Rid) { IsActive = !layer.IsPaused });
            if (proposed.Count == 0) proposed.Add(new SendEncoding());
            return proposed;
        }

        /// <summary>Takes what the other side says of layers; the header extensions must have been agreed
        /// before.</summary>
        public static void Apply(Transceiver transceiver, MediaDescription remote)
        {
            bool hasRids = transceiver.Extensions.RtpStreamId != 0;
            Simulcast? theirs = hasRids ? remote.Simulcast : null;
            var received = new List<Rid>();
            foreach (SimulcastStream layer in Described(remote, theirs?.Send)) received.Add(layer.Rid);
            transceiver.ReceiveRids = received;
            if (transceiver.SendEncodings.Count == 1) return;

            var wanted = new HashSet<Rid>();
            foreach (SimulcastStream layer in Described(remote, theirs?.Receive)) wanted.Add(layer.Rid);
            var kept = new List<SendEncoding>();
            foreach (SendEncoding encoding in transceiver.SendEncodings)
                if (wanted.Contains(encoding.Rid)) kept.Add(encoding);
            if (kept.Count == 0) kept.Add(transceiver.SendEncodings[0]);
            transceiver.SendEncodings = kept;
        }

        /// <summary>Writes the layers that go either way; true when we send some.</summary>
        public static bool TryWrite(Transceiver transceiver, Direction direction, MediaDescription media)
        {
            var send = new List<SimulcastStream>();
            if (direction.Sends() && transceiver.SendEncodings.Count > 1)
                foreach (SendEncoding encoding in transceiver.SendEncodings)
                    send.Add(new SimulcastStream(encoding.Rid, !encoding.IsActive));
            var receive = new List<SimulcastStream>();
            if (direction.Receives())
                foreach (Rid rid in transceiver.ReceiveRids) receive.Add(new SimulcastStream(rid));
            foreach (SimulcastStream layer in send) media.AddRid(layer.Rid, "send");
            foreach (SimulcastStream layer in receive) media.AddRid(layer.Rid, "recv");
            if (send.Count + receive.Count > 0) media.Simulcast = new Simulcast(send, receive);
            return send.Count > 0;
        }

        // A layer without an a=rid line does not count (RFC 8853 section 5.2), and no encoder makes more than a few.
        private static List<SimulcastStream> Described(
            MediaDescription section, IReadOnlyList<SimulcastStream>? layers)
        {
            var described = new List<SimulcastStream>();
            if (layers == null) return described;
            var rids = new HashSet<string>();
            foreach (string rid in section.Rids) rids.Add(rid.Split(' ')[0]);
            foreach (SimulcastStream layer in layers)
                if (described.Count < MaxLayers && rids.Remove(layer.Rid.Value)) described.Add(layer);
            return described;
        }
    }
}
