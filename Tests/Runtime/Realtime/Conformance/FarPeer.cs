#nullable enable
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Earshot.Io;
using Earshot.Io.Crypto;
using Earshot.Io.Dtls;
using Earshot.Rtc;
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

        private readonly Dictionary<Mid, int> _sent = new Dictionary<Mid, int>();
        private readonly bool _tellsSources;
        private readonly PeerDriver _driver;

        /// <param name="tellsSources">False leaves the a=ssrc lines out of its offers, as many SFUs do.</param>
        public FarPeer(bool tellsSources = true)
        {
            _tellsSources = tellsSources;
            var options = new PeerDriverOptions(Dtls, new ManagedSrtpCrypto())
            {
                Addresses = new[] { IPAddress.Loopback },
            };
            _driver = new PeerDriver(options, this);
        }

        public PeerState State => _driver.Run((peer, now) => peer.State);

        /// <summary>What came on a section, in the order it came: "time marker payload".</summary>
        public IReadOnlyList<string> Heard(Mid mid) =>
            _heard.TryGetValue(mid, out ConcurrentQueue<string>? heard) ? heard.ToList() : new List<string>();

        /// <summary>Adds so many sections that send, and offers them.</summary>
        public (string Offer, IReadOnlyList<Mid> Mids) Offer(int sections) => _driver.Run((peer, now) =>
        {
            var added = new List<Transceiver>();
            for (int i = 0; i < sections; i++)
                added.Add(peer.AddTransceiver(MediaKind.Audio, Direction.SendOnly, $"track-{peer.Transceivers.Count}"));
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
            if (happened.Kind != PeerEventKind.Rtp) return;
            string text = Encoding.ASCII.GetString(happened.Payload.ToArray());
            _heard.GetOrAdd(happened.Mid, _ => new ConcurrentQueue<string>())
                .Enqueue($"{happened.Time.Ticks} {happened.Marker} {text}");
        }
    }
}
