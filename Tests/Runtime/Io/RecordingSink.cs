#nullable enable
using System;
using System.Threading;
using Earshot.Io;
using Earshot.Rtc;
using Earshot.Rtc.Wire;

namespace Earshot.Tests
{
    /// <summary>Counts what a driver's peer tells, and what its pump thread allocates between packets.</summary>
    public sealed class RecordingSink : IPeerSink
    {
        private int _packets;
        private int _stateChanges;
        private int _byes;
        private long _allocatedBefore;
        private long _allocated;
        private int _measureFrom = int.MaxValue;

        public int Packets => Volatile.Read(ref _packets);

        public int StateChanges => Volatile.Read(ref _stateChanges);

        public int Byes => Volatile.Read(ref _byes);

        /// <summary>Bytes the pump thread has allocated since the packet that <see cref="Measure"/> waited
        /// for.</summary>
        public long Allocated => Interlocked.Read(ref _allocated);

        /// <summary>Makes it throw.</summary>
        public volatile bool Throws;

        /// <summary>Begins measuring with the next packet.</summary>
        public void Measure() => Volatile.Write(ref _measureFrom, Packets + 1);

        public void OnEvent(Instant now, in PeerEvent happened)
        {
            if (Throws) throw new InvalidOperationException("this sink");
            if (happened.Kind == PeerEventKind.StateChanged) _stateChanges++;
            if (happened.Kind == PeerEventKind.Bye) _byes++;
            if (happened.Kind != PeerEventKind.Rtp) return;
            int count = ++_packets;
            if (count == _measureFrom) _allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
            if (count > _measureFrom) _allocated = GC.GetAllocatedBytesForCurrentThread() - _allocatedBefore;
        }
    }
}
