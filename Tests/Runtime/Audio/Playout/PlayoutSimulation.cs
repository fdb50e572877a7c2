#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Audio.Opus;
using Earshot.Audio.Playout;
using Earshot.Rtc.Wire;

namespace Earshot.Tests
{
    /// <summary>A sender, a link, a sound thread and a sound card around one playout, on a virtual clock.</summary>
    public sealed class PlayoutSimulation
    {
        private readonly List<(long At, int Frame)> _arrivals = new List<(long, int)>();
        private readonly float[] _block;
        private int _arrived;
        private long _pumpAt;
        private double _callbackDue;
        private double _callbackAt;

        public PlayoutSimulation(IOpusDecoder decoder, int block = 256)
        {
            Playout = new VoicePlayout(decoder);
            _block = new float[block];
        }

        public VoicePlayout Playout { get; }

        /// <summary>The sequence number and timestamp of frame 0.</summary>
        public int FirstSeq { get; set; }

        public uint FirstTime { get; set; } = 4_000_000_000;

        /// <summary>What a packet lasts, in samples.</summary>
        public int FrameSamples { get; set; } = 960;

        /// <summary>What a frame's packet holds.</summary>
        public Func<int, byte[]> PayloadOf { get; set; } = frame => StampDecoder.Payload(frame);

        /// <summary>How many microseconds after each pump the next one comes.</summary>
        public Func<long, long> PumpEvery { get; set; } = now => 5_000;

        /// <summary>How much faster than the virtual clock the sound card runs, in parts per million.</summary>
        public double CardPpm { get; set; }

        /// <summary>How many microseconds later than its due time a callback comes; the card keeps its rate all the
        /// same.</summary>
        public Func<double, double> CallbackLag { get; set; } = due => 0;

        /// <summary>When the sound card stands still and asks for nothing.</summary>
        public Func<long, bool> CardStands { get; set; } = now => false;

        /// <summary>Called with each block the sound card got, and its time in microseconds.</summary>
        public Action<long, float[]> Heard { get; set; } = (now, block) => { };

        /// <summary>The virtual time in microseconds.</summary>
        public long Now { get; private set; }

        /// <summary>Frame 0 to <paramref name="frames"/> - 1 leave as soon as they are whole, every 20 ms or what
        /// <see cref="FrameSamples"/> says; the link says how many microseconds each takes, or null when it is
        /// lost.</summary>
        public void Send(int frames, Func<int, long?> link, double senderPpm = 0)
        {
            for (int frame = 0; frame < frames; frame++)
            {
                long leaves = (long)((frame + 1) * (FrameSamples / 0.048) / (1 + senderPpm * 1e-6));
                if (link(frame) is long delay) Deliver(frame, leaves + delay);
            }
        }

        /// <summary>One packet arrives at a time in microseconds.</summary>
        public void Deliver(int frame, long at) => _arrivals.Add((at, frame));

        /// <summary>Runs to a time in seconds.</summary>
        public void RunTo(double seconds)
        {
            _arrivals.Sort(_arrived, _arrivals.Count - _arrived, Comparer<(long, int)>.Default);
            long end = (long)(seconds * 1e6);
            while (true)
            {
                long arrivalAt = _arrived < _arrivals.Count ? _arrivals[_arrived].At : long.MaxValue;
                long next = Math.Min(Math.Min(arrivalAt, _pumpAt), (long)_callbackAt);
                if (next >= end) break;
                Now = next;
                if (next == arrivalAt) Insert(_arrivals[_arrived++].Frame);
                else if (next == _pumpAt) Pump();
                else Callback();
            }
        }

        private void Insert(int frame) => Playout.TryInsert(new Instant(Now), new SeqNo(FirstSeq + frame),
            new RtpTime(FirstTime) + frame * FrameSamples, PayloadOf(frame));

        private void Pump()
        {
            Playout.Pump(new Instant(Now));
            _pumpAt += PumpEvery(Now);
        }

        private void Callback()
        {
            if (!CardStands(Now))
            {
                Playout.Read(_block);
                Heard(Now, _block);
            }
            _callbackDue += _block.Length * 1e6 / 48_000 / (1 + CardPpm * 1e-6);
            _callbackAt = _callbackDue + CallbackLag(_callbackDue);
        }
    }
}
