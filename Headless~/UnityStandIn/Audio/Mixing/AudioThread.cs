#nullable enable
using System;
using System.Threading;

namespace UnityStandIn
{
    /// <summary>The thread on which a world's sound is mixed. In real time it mixes every block whose beginning has
    /// come, so that a stall is made up for and the sound never drifts from the clock; in simulated time one block
    /// whenever told.</summary>
    internal sealed class AudioThread : IDisposable
    {
        private readonly World _world;
        private readonly Action _renderBlock;
        private readonly Func<double> _nextBlock;
        private readonly Thread _thread;
        private readonly AutoResetEvent _wake = new AutoResetEvent(false);
        private readonly AutoResetEvent _pumped = new AutoResetEvent(false);
        private volatile bool _stopped;

        public AudioThread(World world, Action renderBlock, Func<double> nextBlock)
        {
            _world = world;
            _renderBlock = renderBlock;
            _nextBlock = nextBlock;
            _thread = new Thread(world.Options.Simulated ? (ThreadStart)RunSimulated : RunInRealTime)
            {
                Name = world.Name + " audio",
                IsBackground = true,
                Priority = ThreadPriority.Highest
            };
        }

        public void Start() => _thread.Start();

        /// <summary>Mixes one block and waits for it.</summary>
        public void Pump()
        {
            _wake.Set();
            _pumped.WaitOne();
        }

        public void Dispose()
        {
            _stopped = true;
            _wake.Set();
            _thread.Join();
            _wake.Dispose();
            _pumped.Dispose();
        }

        private void RunInRealTime()
        {
            _world.AdoptAudioThread();
            while (!_stopped)
            {
                double early = _nextBlock() - _world.Now;
                if (early <= 0) _renderBlock();
                else _wake.WaitOne(Math.Max(1, (int)(early * 1000)));
            }
        }

        private void RunSimulated()
        {
            _world.AdoptAudioThread();
            for (_wake.WaitOne(); !_stopped; _wake.WaitOne())
            {
                _renderBlock();
                _pumped.Set();
            }
        }
    }
}
