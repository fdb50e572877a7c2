#nullable enable
using System;
using System.Collections.Generic;
using System.Threading;
using UnityEngine;
using Object = UnityEngine.Object;

namespace UnityStandIn
{
    /// <summary>One running game: its objects, time, loop, sound and microphone. Several live in one process, and none
    /// sees another. Whatever thread is inside <see cref="Run(Action)"/> or <see cref="Tick"/> is this world's game
    /// thread for so long; only there may its objects be touched, and Unity's static members mean this world.</summary>
    public sealed class World : IDisposable
    {
        private static readonly List<World> Living = new List<World>();

        [ThreadStatic] private static World? _current;
        [ThreadStatic] private static bool _onGameThread;

        private readonly object _gate = new object();
        private readonly WorldClock _clock;
        private readonly UnitySynchronizationContext _context;
        private double _nextFrame;
        private bool _disposed;

        /// <summary>An empty scene, and a sound output that runs from now on.</summary>
        public World(WorldOptions? options = null)
        {
            Options = options ?? new WorldOptions();
            TargetFrameRate = Options.TargetFrameRate;
            MicrophoneAuthorized = Options.MicrophoneAuthorized;
            _clock = new WorldClock(Options.Simulated);
            _context = new UnitySynchronizationContext(this);
            Scenes = new LoadedScenes(this);
            Loop = new PlayerLoop(this, _context);
            Recorder = new MicrophoneDevice(this, Options.Microphone);
            Sound = new SoundSystem(this);
            lock (Living) Living.Add(this);
            Sound.Open();
        }

        /// <summary>The world whose game or audio thread this is; null on any other thread.</summary>
        public static World? Current => _current;

        /// <summary>As given in the options.</summary>
        public string Name => Options.Name;

        /// <summary>Seconds since the world began.</summary>
        public double Now => _clock.Now;

        /// <summary>The Stopwatch's timestamp at which <see cref="Now"/> was 0: the first sample of sound is due
        /// then, and the microphone's feed begins.</summary>
        public long StartTimestamp => _clock.StartTimestamp;

        /// <summary>Frames played so far.</summary>
        public int FrameCount => Time.FrameCount;

        /// <summary>The game has called Application.Quit.</summary>
        public bool HasQuit { get; internal set; }

        /// <summary>Whether the game may use the microphone, as the player would switch it in the system's
        /// settings.</summary>
        public bool MicrophoneAuthorized { get; set; }

        internal WorldOptions Options { get; }

        internal int TargetFrameRate { get; set; }

        internal WorldTime Time { get; } = new WorldTime();

        internal LoadedScenes Scenes { get; }

        internal PlayerLoop Loop { get; }

        internal SoundSystem Sound { get; }

        internal MicrophoneDevice Recorder { get; }

        internal ApplicationEvents Events { get; } = new ApplicationEvents();

        internal GizmoDrawing Gizmos { get; } = new GizmoDrawing();

        internal bool IsMain => _onGameThread && ReferenceEquals(_current, this);

        /// <summary>The world for a log line or a clock from any thread: this thread's, else the oldest that
        /// lives.</summary>
        internal static World? Nearest
        {
            get
            {
                if (_current != null) return _current;
                lock (Living) return Living.Count > 0 ? Living[0] : null;
            }
        }

        /// <summary>Runs game code on this thread as on the world's game thread.</summary>
        public void Run(Action action)
        {
            using (Enter()) action();
        }

        /// <summary>Runs game code on this thread as on the world's game thread.</summary>
        public T Run<T>(Func<T> function)
        {
            using (Enter()) return function();
        }

        /// <summary>Plays one frame.</summary>
        public void Tick()
        {
            using (Enter()) Loop.RunFrame(Now);
        }

        /// <summary>Simulated time passes: frames and blocks of sound in the order in which they are due.</summary>
        public void Advance(double seconds)
        {
            if (!Options.Simulated)
                throw new InvalidOperationException("Only a world made with Simulated = true can be advanced.");
            double end = Now + seconds, almost = end - 1e-9;
            while (Math.Min(_nextFrame, Sound.NextBlock) < almost)
            {
                if (Sound.NextBlock <= _nextFrame)
                {
                    _clock.Set(Math.Max(Now, Sound.NextBlock));
                    Sound.PumpBlock();
                    continue;
                }

                _clock.Set(Math.Max(Now, _nextFrame));
                Tick();
                _nextFrame += FrameInterval;
            }

            _clock.Set(end);
        }

        /// <summary>Plays frames at the target rate on this thread until stopped or the game quits.</summary>
        public void Drive(CancellationToken stop)
        {
            while (!stop.IsCancellationRequested && !HasQuit)
            {
                Tick();
                _nextFrame = Math.Max(_nextFrame + FrameInterval, Now - FrameInterval);
                int milliseconds = (int)((_nextFrame - Now) * 1000);
                if (milliseconds > 0) stop.WaitHandle.WaitOne(milliseconds);
            }
        }

        /// <summary>Calls OnDrawGizmos and OnDrawGizmosSelected of all that is active and tells what they
        /// drew.</summary>
        public IReadOnlyList<string> DrawGizmos()
        {
            using (Enter())
            {
                Gizmos.Begin();
                Loop.Broadcast("OnDrawGizmos");
                Loop.Broadcast("OnDrawGizmosSelected");
                return Gizmos.Lines;
            }
        }

        /// <summary>Quits the game: OnApplicationQuit, then OnDisable and OnDestroy of everything; ends the
        /// sound.</summary>
        public void Dispose()
        {
            if (_disposed) return;
            _disposed = true;
            using (Enter())
            {
                Events.RaiseQuitting(this);
                Loop.Broadcast("OnApplicationQuit");
                Scenes.Clear();
            }

            Sound.Dispose();
            lock (Living) Living.Remove(this);
        }

        internal static World OnMain([System.Runtime.CompilerServices.CallerMemberName] string member = "") =>
            _onGameThread ? _current! : throw OffThread(member);

        internal static UnityException OffThread(string member) => new UnityException(
            $"{member} can only be used on the game thread of the world it belongs to: inside World.Run or " +
            "World.Tick, not on a pool thread or in an audio callback.");

        internal void AdoptAudioThread() => _current = this;

        internal void Log(LogType level, string message, Object? context)
        {
            if (Options.LogSink != null) Options.LogSink(level, message, context);
            else Console.Error.WriteLine($"[{Name}] {level}: {message}");
        }

        private double FrameInterval => 1.0 / (TargetFrameRate > 0 ? TargetFrameRate : 60);

        private Entry Enter() => new Entry(this);

        /// <summary>A stay on the game thread; it ends with what the thread was before.</summary>
        private readonly struct Entry : IDisposable
        {
            private readonly World _world;
            private readonly World? _before;
            private readonly bool _wasGameThread;
            private readonly SynchronizationContext? _contextBefore;

            public Entry(World world)
            {
                Monitor.Enter(world._gate);
                _world = world;
                _before = _current;
                _wasGameThread = _onGameThread;
                _contextBefore = SynchronizationContext.Current;
                _current = world;
                _onGameThread = true;
                SynchronizationContext.SetSynchronizationContext(world._context);
            }

            public void Dispose()
            {
                _current = _before;
                _onGameThread = _wasGameThread;
                SynchronizationContext.SetSynchronizationContext(_contextBefore);
                Monitor.Exit(_world._gate);
            }
        }
    }
}
