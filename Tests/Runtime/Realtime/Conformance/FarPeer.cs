#nullable enable
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading;
using Earshot.Io;
using Earshot.Io.Crypto;
using Earshot.Io.Dtls;
using Earshot.Realtime;
using Earshot.Rtc;
using Earshot.Rtc.Sctp;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;

namespace Earshot.Tests
{
    /// <summary>The other side of an engine under test, in an SFU's part: a peer of Earshot's own on loopback, which
    /// offers what is to be pulled and answers what is published.</summary>
    internal sealed class FarPeer : IPeerSink, IDisposable
    {
        private static readonly BouncyCastleDtls Dtls = new BouncyCastleDtls(new SystemRandom());

        private readonly ConcurrentDictionary<Mid, ConcurrentQueue<string>> _heard =
            new ConcurrentDictionary<Mid, ConcurrentQueue<string>>();

        private readonly ConcurrentDictionary<string, DataChannel> _opened =
            new ConcurrentDictionary<string, DataChannel>();

        private readonly ConcurrentQueue<string> _said = new ConcurrentQueue<string>();
        private readonly Dictionary<Mid, int> _sent = new Dictionary<Mid, int>();
        private readonly bool _tellsSources;
        private int _keyFramesAsked;
        private readonly PeerDriver _driver;

        /// <param name="tellsSources">False leaves the a=ssrc lines out of its offers, as many SFUs do.</param>
        public FarPeer(bool tellsSources = true)
        {
            _tellsSources = tellsSources;
            var options = new PeerDriverOptions(Dtls, new ManagedSrtpCrypto())
            {
                Addresses = new[] { IPAddress.Loopback },
                VideoCodecs = RtcPeer.VideoCodecs,
            };
            _driver = new PeerDriver(options, this);
        }

        public PeerState State => _driver.Run((peer, now) => peer.State);

        /// <summary>What came on a section, in the order it came: "time marker payload".</summary>
        public IReadOnlyList<string> Heard(Mid mid) =>
            _heard.TryGetValue(mid, out ConcurrentQueue<string>? heard) ? heard.ToList() : new List<string>();

        /// <summary>What was said on data channels: "label text|binary message", the message's length where it is
        /// long.</summary>
        public IReadOnlyList<string> Said => _said.ToList();

        /// <summary>How often the engine asked for a key frame.</summary>
        public int KeyFramesAsked => Volatile.Read(ref _keyFramesAsked);

        /// <summary>The data channel of that label, once it is open.</summary>
        public DataChannel? Channel(string label) =>
            _opened.TryGetValue(label, out DataChannel? channel) ? channel : null;

        /// <summary>Makes a data channel; the next offer has a section for it if there is none.</summary>
        public DataChannel CreateChannel(string label, DataChannelInit init) =>
            _driver.Run((peer, now) => peer.CreateDataChannel(now, label, init));

        public void Close(DataChannel channel) => _driver.Run((peer, now) =>
        {
            peer.Close(now, channel);
            return true;
        });

        public bool Say(DataChannel channel, byte[] message, bool isText) =>
            _driver.TrySend(channel, message, isText);

        /// <summary>Asks the engine for a key frame of a section.</summary>
        public bool AskForKeyFrame(Mid mid) => _driver.Run((peer, now) => peer.TryRequestKeyFrame(now, mid));

        /// <summary>Adds so many sections that send, and offers them.</summary>
        public (string Offer, IReadOnlyList<Mid> Mids) Offer(
            int sections, MediaKind kind = MediaKind.Audio) => _driver.Run((peer, now) =>
        {
            var added = new List<Transceiver>();
            for (int i = 0; i < sections; i++)
                added.Add(peer.AddTransceiver(kind, Direction.SendOnly, $"track-{peer.Transceivers.Count}"));
            string offer = peer.CreateOffer(now);
            IReadOnlyList<Mid> mids = added.Select(section => section.Mid).ToList();
            return (_tellsSources ? offer : Regex.Replace(offer, "a=(ssrc|msid).*\r\n", ""), mids);
        });

        /// <summary>Stops sections; the next offer says so.</summary>
        public void Stop(params Mid[] mids) => _driver.Run((peer, now) =>
        {
            foreach (Mid mid in mids) peer.Stop(peer.Find(mid)!);
            return true;
        });

        public void TakeAnswer(string answer)
        {
            string error = _driver.Run((peer, now) => peer.TrySetAnswer(now, answer, out string told) ? "" : told);
            if (error.Length > 0) throw new InvalidOperationException($"The other side refused the answer: {error}");
        }

        /// <summary>Answers an offer, refusing the sections of those mids.</summary>
        public string Answer(string offer, params Mid[] refused) => _driver.Run((peer, now) =>
        {
            if (!peer.TrySetOffer(now, offer, out string error))
                throw new InvalidOperationException($"The other side refused the offer: {error}");
            foreach (Mid mid in refused) peer.Stop(peer.Find(mid)!);
            return peer.CreateAnswer(now);
        });

        /// <summary>Sends so many packets on a section, which say its mid and count on.</summary>
        public void Send(Mid mid, int packets)
        {
            int sent = _sent.TryGetValue(mid, out int before) ? before : 0;
            _sent[mid] = sent + packets;
            for (int i = sent; i < sent + packets; i++)
            {
                byte[] payload = Encoding.ASCII.GetBytes($"{mid} {i}");
                if (!_driver.TrySend(mid, new RtpTime((uint)i * 960), i == 0, payload))
                    throw new InvalidOperationException($"The other side could not send packet {i} of section {mid}.");
            }
        }

        public void Dispose() => _driver.Dispose();

        void IPeerSink.OnEvent(Instant now, in PeerEvent happened)
        {
            string text = happened.Payload.Length > 100
                ? $"{happened.Payload.Length} bytes"
                : Encoding.ASCII.GetString(happened.Payload.Span);
            switch (happened.Kind)
            {
                case PeerEventKind.Rtp:
                    _heard.GetOrAdd(happened.Mid, _ => new ConcurrentQueue<string>())
                        .Enqueue($"{happened.Time.Ticks} {happened.Marker} {text}");
                    break;
                case PeerEventKind.KeyFrameRequested:
                    Interlocked.Increment(ref _keyFramesAsked);
                    break;
                case PeerEventKind.DataChannelOpened:
                    _opened[happened.Channel!.Label] = happened.Channel;
                    break;
                case PeerEventKind.DataChannelMessage:
                    _said.Enqueue($"{happened.Channel!.Label} {(happened.IsText ? "text" : "binary")} {text}");
                    break;
            }
        }
    }
}
