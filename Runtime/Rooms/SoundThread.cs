#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Io;
using Earshot.Rtc.Wire;

namespace Earshot.Rooms
{
    /// <summary>The one thread that encodes the local voice and decodes the others', every 2 ms: a tenth of a frame,
    /// so that neither direction waits for long. Allocates nothing while it runs.</summary>
    internal sealed class SoundThread : IDisposable
    {
        private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(2);

        private readonly object _gate = new object();
        private readonly List<RemoteVoice> _voices = new List<RemoteVoice>();
        private readonly LocalVoice _local;
        private readonly Ticker _ticker;

        public SoundThread(LocalVoice local)
        {
            _local = local;
            _ticker = new Ticker(Interval, Pump);
        }

        public void Add(RemoteVoice voice)
        {
            lock (_gate) _voices.Add(voice);
        }

        /// <summary>When it returns, the voice is not being pumped and will not be again.</summary>
        public void Remove(RemoteVoice voice)
        {
            lock (_gate) _voices.Remove(voice);
        }

        public void Dispose() => _ticker.Dispose();

        private void Pump(Instant now)
        {
            _local.Pump();
            lock (_gate)
            {
                foreach (RemoteVoice voice in _voices) voice.Pump(now);
            }
        }
    }
}
