#nullable enable
using System;
using System.Collections.Generic;
using System.Numerics;
using Earshot.Rtc.Wire;
using Earshot.Stage;

namespace Earshot.Tests
{
    /// <summary>Players who walk about a square and talk in turns, the same for one seed; feeds any number of
    /// directors alike.</summary>
    internal sealed class StageCrowd
    {
        private readonly Random _random;
        private readonly float _side;
        private readonly Director[] _directors;
        private readonly List<Walker> _walkers = new List<Walker>();

        public StageCrowd(int seed, float sideMetres, params Director[] directors)
        {
            _random = new Random(seed);
            _side = sideMetres;
            _directors = directors;
        }

        public IReadOnlyList<Walker> Walkers => _walkers;

        public Walker Add(bool listens)
        {
            var walker = new Walker { Place = SomePlace(), Goal = SomePlace(), Speed = 0.5f + Next() * 3 };
            foreach (Director director in _directors) walker.Index = director.Add(listens);
            walker.Listens = listens;
            _walkers.Add(walker);
            return walker;
        }

        public void Remove(Walker walker)
        {
            _walkers.Remove(walker);
            foreach (Director director in _directors) director.Remove(walker.Index);
        }

        public float Next() => (float)_random.NextDouble();

        public Walker Anybody() => _walkers[_random.Next(_walkers.Count)];

        /// <summary>Does something to each director.</summary>
        public void Tell(Action<Director> say)
        {
            foreach (Director director in _directors) say(director);
        }

        /// <summary>Has everybody walk and talk on for a while.</summary>
        public void Step(Instant now, float seconds)
        {
            foreach (Walker walker in _walkers)
            {
                Vector3 way = walker.Goal - walker.Place;
                float step = walker.Speed * seconds;
                if (way.Length() <= step) walker.Goal = SomePlace();
                else walker.Place += way / way.Length() * step;
                if (Next() < seconds / 4) walker.Level = Next() < 0.6f ? 0 : 0.2f + Next() * 0.8f;
                Tell(director => director.HandlePlace(now, walker.Index, walker.Place));
                Tell(director => director.HandleLevel(now, walker.Index, walker.Level));
            }
        }

        private Vector3 SomePlace() => new Vector3(Next() - 0.5f, (Next() - 0.5f) * 0.1f, Next() - 0.5f) * _side;

        internal sealed class Walker
        {
            public PlayerIndex Index;
            public bool Listens;
            public Vector3 Place;
            public Vector3 Goal;
            public float Speed;
            public float Level;
            public float Range = 20;
        }
    }
}
