#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Earshot.Realtime;
using Earshot.Realtime.Api;
using Earshot.Rtc;
using Earshot.Rtc.Sctp;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;

namespace Earshot.Tests
{
    /// <summary>An engine that only remembers: its descriptions are lists of mids, and sections get the next
    /// number.</summary>
    internal sealed class FakePeer : IRtcPeer
    {
        private readonly Dictionary<TrackName, Mid> _senders = new Dictionary<TrackName, Mid>();
        private readonly Dictionary<Mid, ITrackSink> _sinks = new Dictionary<Mid, ITrackSink>();
        private bool _isOffering;
        private int _sections;

        public readonly List<string> Log = new List<string>();

        /// <summary>Timestamps of the packets that were sent.</summary>
        public readonly List<RtpTime> Sent = new List<RtpTime>();

        public event Action? StateChanged;

        public event Action? NetworkChanged;

        public PeerState State { get; private set; } = PeerState.New;

        public string CloseDetail { get; private set; } = "";

        public RtcPeerStats Stats => new RtcPeerStats(Heard, 0, TimeSpan.Zero, 0, default, default);

        /// <summary>Datagrams it claims to have received.</summary>
        public long Heard { get; set; }

        public int PathChecks { get; private set; }

        public bool IsDisposed { get; private set; }

        /// <summary>Makes the next description be refused with that sentence.</summary>
        public string? RefuseNext { get; set; }

        public void Become(PeerState state, string detail = "")
        {
            State = state;
            CloseDetail = detail;
            StateChanged?.Invoke();
        }

        public void Receive(string mid, byte[] payload)
        {
            if (_sinks.TryGetValue(new Mid(mid), out ITrackSink? sink))
                sink.OnRtp(default, new SeqNo(1), new RtpTime(960), false, payload);
        }

        public void ChangeNetwork() => NetworkChanged?.Invoke();

        public void SetIceServers(IReadOnlyList<IceServerObject> servers) =>
            Log.Add("ice servers " + string.Join(",", servers.SelectMany(server => server.Urls)));

        public void CheckPath() => PathChecks++;

        public void AddTrack(MediaKind kind, TrackName name, IReadOnlyList<TrackEncoding> encodings) =>
            _senders[name] = new Mid(_sections++.ToString());

        public void SetEncodings(Mid mid, IReadOnlyList<TrackEncoding> encodings) => Log.Add(
            $"encodings of {mid}: {string.Join(",", encodings.Select(e => e.Rid + " " + (e.MaxBitrate ?? 0)))}");

        public string CreateOffer()
        {
            if (_isOffering) throw new InvalidOperationException("An offer is pending.");
            _isOffering = true;
            Log.Add("offer");
            return "offer";
        }

        public bool TryFindSender(TrackName name, out Mid mid) => _senders.TryGetValue(name, out mid);

        public bool TrySetAnswer(string answer, out string error) => Take("answer", answer, out error);

        public bool TryAnswer(string offer, out string answer, out string error)
        {
            answer = "answer to " + offer;
            string mids = string.Join(",", _sinks.Keys.Select(mid => mid.Value));
            return Take($"remote offer, sinks for {mids}", offer, out error);
        }

        public void Rollback()
        {
            if (_isOffering) Log.Add("rollback");
            _isOffering = false;
        }

        public void Stop(Mid mid) => Log.Add("stop " + mid);

        public void SetSink(Mid mid, ITrackSink? sink)
        {
            if (sink == null) _sinks.Remove(mid);
            else _sinks[mid] = sink;
        }

        public void SetFeedback(Mid mid, ITrackFeedback? feedback)
        {
        }

        public bool TrySend(Mid mid, Rid rid, RtpTime time, bool marker, ReadOnlySpan<byte> payload)
        {
            if (State != PeerState.Connected) return false;
            lock (Sent) Sent.Add(time);
            return true;
        }

        public void RequestKeyFrame(Mid mid) => Log.Add("key frame of " + mid);

        public IRtcDataChannel CreateDataChannel(string label, DataChannelInit init, IDataChannelSink sink)
        {
            Log.Add($"channel {label} {init.Negotiated}");
            return new FakeChannel(sink);
        }

        public void Dispose() => IsDisposed = true;

        private bool Take(string what, string sdp, out string error)
        {
            _isOffering = false;
            Log.Add(what);
            error = RefuseNext ?? "";
            RefuseNext = null;
            return error.Length == 0 && sdp.Length > 0;
        }
    }
}
