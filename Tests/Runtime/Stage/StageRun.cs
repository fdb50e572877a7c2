#nullable enable
using System;
using System.Collections.Generic;
using System.Numerics;
using Earshot.Rtc.Wire;
using Earshot.Stage;

namespace Earshot.Tests
{
    /// <summary>A director in virtual time, and a host that does what it says and checks that it makes sense.</summary>
    internal sealed class StageRun
    {
        private const int TickMilliseconds = 50;

        private readonly Dictionary<(PlayerIndex, Medium, PlayerIndex), float> _pulled =
            new Dictionary<(PlayerIndex, Medium, PlayerIndex), float>();

        private int _milliseconds;
        private TimeSpan _skipped;

        public StageRun(StageSettings settings, int capacity = 64) => Director = new Director(settings, capacity);

        public Director Director { get; }

        /// <summary>All changes so far.</summary>
        public List<(int Milliseconds, StageChange Change)> Changes { get; } = new List<(int, StageChange)>();

        /// <summary>Called before each tick.</summary>
        public Action BeforeTick { get; set; } = () => { };

        public int Milliseconds => _milliseconds;

        public Instant Now => Instant.FromMilliseconds(1_000_000 + _milliseconds) + _skipped;

        public PlayerIndex Listener(float x = 0) => At(Director.Add(true), x);

        public PlayerIndex Player(float x, float level = 0)
        {
            PlayerIndex player = At(Director.Add(), x);
            Director.HandleLevel(Now, player, level);
            return player;
        }

        public PlayerIndex At(PlayerIndex player, float x, float y = 0, float z = 0)
        {
            Director.HandlePlace(Now, player, new Vector3(x, y, z));
            return player;
        }

        /// <summary>Has the player speak at that level from now on.</summary>
        public void Speaks(PlayerIndex player, float level = 1) =>
            BeforeTick += () => Director.HandleLevel(Now, player, level);

        /// <summary>Has nothing happen for that long.</summary>
        public void Skip(TimeSpan duration) => _skipped += duration;

        /// <summary>Ticks for that long.</summary>
        public void Run(double seconds)
        {
            for (int end = _milliseconds + (int)(seconds * 1000); _milliseconds < end; Tick())
            {
            }
        }

        public void Tick(int milliseconds = TickMilliseconds)
        {
            _milliseconds += milliseconds;
            BeforeTick();
            Director.HandleTick(Now);
            while (Director.TryPollChange(out StageChange change)) Do(change);
        }

        public bool Pulls(PlayerIndex listener, PlayerIndex player, Medium medium = Medium.Voice) =>
            _pulled.ContainsKey((listener, medium, player));

        /// <summary>The gain that was asked for; 0 when not pulled.</summary>
        public float Gain(PlayerIndex listener, PlayerIndex player) =>
            _pulled.TryGetValue((listener, Medium.Voice, player), out float gain) ? gain : 0;

        public VideoLayer Layer(PlayerIndex listener, PlayerIndex player) =>
            (VideoLayer)_pulled[(listener, Medium.Video, player)];

        /// <summary>How many the listener pulls.</summary>
        public int Count(PlayerIndex listener, Medium medium = Medium.Voice)
        {
            int count = 0;
            foreach ((PlayerIndex who, Medium what, PlayerIndex _) in _pulled.Keys)
                if (who == listener && what == medium) count++;
            return count;
        }

        /// <summary>Pulls asked for by the listener since a time.</summary>
        public int PullsSince(int milliseconds, PlayerIndex listener) => Changes.FindAll(
            change => change.Milliseconds >= milliseconds && change.Change.Kind == StageChangeKind.Pull &&
                change.Change.Listener == listener).Count;

        private void Do(StageChange change)
        {
            Changes.Add((_milliseconds, change));
            (PlayerIndex, Medium, PlayerIndex) key = (change.Listener, change.Medium, change.Player);
            switch (change.Kind)
            {
                case StageChangeKind.Pull:
                    _pulled.Add(key, 0); // throws when it is pulled already
                    break;
                case StageChangeKind.Drop:
                    if (!_pulled.Remove(key)) throw new InvalidOperationException($"{change}, which is not pulled.");
                    break;
                default:
                    if (!_pulled.ContainsKey(key)) throw new InvalidOperationException($"{change}, not pulled.");
                    _pulled[key] = change.Kind == StageChangeKind.SetGain ? change.Gain : (float)change.Layer;
                    break;
            }
        }
    }
}
