#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Earshot.Realtime;
using Earshot.Realtime.Api;
using Earshot.Rtc;
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

        public readonly List<string> Log = new List<string>();

        public event Action? StateChanged;

        public PeerState State { get; private set; } = PeerState.New;

        public string CloseDetail { get; private set; } = "";

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

        public void AddTrack(MediaKind kind, TrackName name) => _senders[name] = new Mid(_senders.Count.ToString());

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

        public bool TrySend(Mid mid, RtpTime time, bool marker, ReadOnlySpan<byte> payload) =>
            State == PeerState.Connected;

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
