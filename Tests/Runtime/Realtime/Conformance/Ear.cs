#nullable enable
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Earshot.Realtime;
using Earshot.Rtc.Wire;

namespace Earshot.Tests
{
    /// <summary>A sink that remembers the texts it was sent.</summary>
    internal sealed class Ear : ITrackSink
    {
        private readonly ConcurrentQueue<string> _heard = new ConcurrentQueue<string>();

        public IReadOnlyList<string> Heard => _heard.ToList();

        public void OnRtp(Instant now, SeqNo seq, RtpTime time, bool marker, ReadOnlySpan<byte> payload) =>
            _heard.Enqueue(Encoding.ASCII.GetString(payload));
    }
}
