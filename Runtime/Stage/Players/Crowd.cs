#nullable enable
using System;
using System.Numerics;

namespace Earshot.Stage.Players
{
    /// <summary>What is known of the players: where they are, how fast they go, how loud they are. Arrays by player, of
    /// which a scan reads one.</summary>
    internal sealed class Crowd
    {
        /// <summary>Below this level nobody hears a voice end.</summary>
        private const float Silence = 0.01f;

        /// <summary>A level that old says nothing any more, in ms.</summary>
        private const int LevelLife = 500;

        /// <summary>Over how long speed is smoothed, in seconds.</summary>
        private const float SpeedMemory = 0.2f;

        /// <summary>Faster than this, in m/s, nobody walked: somebody was put there.</summary>
        private const float LeapSpeed = 100;

        private readonly float _loudnessWeight;
        private readonly float _halfLife;
        private readonly float _regard;
        private readonly Facts[] _facts;
        private readonly Vector3[] _velocity;
        private readonly float[] _speeds;
        private readonly int[] _free;
        private int _freed;
        private int _lastTick;

        public Crowd(StageSettings settings, int capacity)
        {
            _loudnessWeight = settings.LoudnessWeight;
            _regard = 1 + settings.Mutuality;
            _halfLife = (float)settings.LoudnessHalfLife.TotalMilliseconds;
            Sources = new Source[capacity];
            _facts = new Facts[capacity];
            _velocity = new Vector3[capacity];
            _speeds = new float[capacity];
            _free = new int[capacity];
            Talkers = new PlayerList(capacity);
            Everywhere = new PlayerList(capacity);
            Screens = new PlayerList(capacity);
        }

        /// <summary>By player; what is not a player is heard nowhere.</summary>
        public Source[] Sources { get; }

        /// <summary>Players are below this.</summary>
        public int End { get; private set; }

        /// <summary>Who is loud or was until lately.</summary>
        public PlayerList Talkers { get; }

        /// <summary>Who is heard at any distance by some or all.</summary>
        public PlayerList Everywhere { get; }

        /// <summary>Who shows a video.</summary>
        public PlayerList Screens { get; }

        /// <summary>A new player, who is nowhere yet; -1 when there is no room.</summary>
        public int Add(float range)
        {
            if (_freed == 0 && End == Sources.Length) return -1;
            int player = _freed > 0 ? _free[--_freed] : End++;
            _facts[player] = new Facts { Range = range, IsHere = true };
            SetVelocity(player, default);
            Sources[player] = new Source { Player = player };
            Refresh(player);
            return player;
        }

        public void Remove(int player)
        {
            _facts[player] = new Facts { Range = 1 };
            Refresh(player);
            Talkers.Set(player, false);
            Screens.Set(player, false);
            _free[_freed++] = player;
        }

        public bool IsHere(int player) => player >= 0 && player < End && _facts[player].IsHere;

        public bool HasPlace(int player) => _facts[player].HasPlace;

        public Vector3 PlaceOf(int player) => new Vector3(Sources[player].X, Sources[player].Y, Sources[player].Z);

        public Vector3 VelocityOf(int player) => _velocity[player];

        /// <summary>In m/s.</summary>
        public float SpeedOf(int player) => _speeds[player];

        public float RangeOf(int player) => _facts[player].Range;

        public float LoudnessOf(int player) => _facts[player].Loudness;

        public float ScreenOf(int player) => _facts[player].ScreenMetres;

        public Channels BroadcastOf(int player) => _facts[player].Broadcast;

        /// <summary>Whether nobody would hear the voice end now.</summary>
        public bool IsSilent(int player, int now)
        {
            ref Facts facts = ref _facts[player];
            return facts.IsMuted || facts.Level < Silence || unchecked((uint)(now - facts.LevelAt)) > LevelLife;
        }

        public void Place(int player, Vector3 place, int now)
        {
            ref Facts facts = ref _facts[player];
            ref Source source = ref Sources[player];
            if (!facts.HasPlace)
            {
                facts.HasPlace = true;
                facts.PlacedAt = now;
                facts.PlaceThen = place;
                Refresh(player);
            }
            else if (now - facts.PlacedAt > 0)
            {
                float seconds = (now - facts.PlacedAt) / 1000f;
                Vector3 velocity = (place - facts.PlaceThen) / seconds;
                bool leapt = velocity.LengthSquared() > LeapSpeed * LeapSpeed;
                float share = seconds / (seconds + SpeedMemory);
                SetVelocity(player, leapt ? default : Vector3.Lerp(_velocity[player], velocity, share));
                facts.PlacedAt = now;
                facts.PlaceThen = place;
            }

            source.X = place.X;
            source.Y = place.Y;
            source.Z = place.Z;
        }

        public void SetLevel(int player, float level, int now)
        {
            ref Facts facts = ref _facts[player];
            facts.Level = level;
            facts.LevelAt = now;
            if (level <= facts.Loudness || facts.IsMuted) return;
            facts.Loudness = level;
            Talkers.Set(player, true);
            Refresh(player);
        }

        public void SetMuted(int player, bool isMuted)
        {
            if (_facts[player].IsMuted == isMuted) return;
            _facts[player].IsMuted = isMuted;
            _facts[player].Loudness = 0;
            _facts[player].Level = 0;
            Refresh(player);
        }

        public void SetRange(int player, float metres)
        {
            _facts[player].Range = metres;
            Refresh(player);
        }

        public void SetPriority(int player, float priority)
        {
            _facts[player].Priority = priority;
            Refresh(player);
        }

        public void SetBroadcast(int player, Channels channels)
        {
            _facts[player].Broadcast = channels;
            Refresh(player);
        }

        public void SetScreen(int player, float metres)
        {
            _facts[player].ScreenMetres = metres;
            Screens.Set(player, metres > 0);
        }

        /// <summary>Lets what was loud fade from memory.</summary>
        public void HandleTick(int now)
        {
            float share = (float)Math.Pow(0.5, (now - _lastTick) / _halfLife);
            for (int i = Talkers.Count - 1; i >= 0; i--)
            {
                int player = Talkers[i];
                ref Facts facts = ref _facts[player];
                facts.Loudness *= share;
                if (facts.LevelAt - _lastTick > 0) facts.Loudness = Math.Max(facts.Loudness, facts.Level);
                if (facts.Loudness < Silence / 2)
                {
                    facts.Loudness = 0;
                    Talkers.Set(player, false);
                }

                Refresh(player);
            }

            _lastTick = now;
        }

        private void SetVelocity(int player, Vector3 velocity)
        {
            _velocity[player] = velocity;
            _speeds[player] = velocity.Length();
        }

        private void Refresh(int player)
        {
            ref Facts facts = ref _facts[player];
            ref Source source = ref Sources[player];
            bool isBoundless = float.IsPositiveInfinity(facts.Range);
            source.InverseRangeSquared =
                isBoundless ? 0 : facts.HasPlace ? 1 / (facts.Range * facts.Range) : float.NaN;
            source.Merit = facts.IsMuted ? Source.MutedMerit : facts.Loudness * _loudnessWeight + facts.Priority;
            source.MostMerit = source.Merit > 0 ? source.Merit * _regard : source.Merit;
            source.Broadcasts = facts.Broadcast != Channels.None;
            Everywhere.Set(player, isBoundless || source.Broadcasts);
        }

        /// <summary>What a scan does not read.</summary>
        private struct Facts
        {
            public Vector3 PlaceThen;
            public int PlacedAt;
            public float Range;
            public float Priority;
            public float Level;
            public int LevelAt;
            public float Loudness;
            public float ScreenMetres;
            public Channels Broadcast;
            public bool IsHere;
            public bool HasPlace;
            public bool IsMuted;
        }
    }
}
