using System;
using System.Collections;
using System.Collections.Generic;
using UnityStandIn;

namespace UnityEngine
{
    /// <summary>A routine that goes on frame by frame; yield it to wait for its end.</summary>
    public sealed class Coroutine : YieldInstruction
    {
        private readonly World _world;
        private readonly Stack<IEnumerator> _calls = new Stack<IEnumerator>();
        private object _awaited;
        private double _wakeTime;
        private int _yieldedIn;
        private Coroutine _follower;

        internal Coroutine(World world, MonoBehaviour owner, IEnumerator routine)
        {
            _world = world;
            Owner = owner;
            Routine = routine;
            _calls.Push(routine);
        }

        internal MonoBehaviour Owner { get; }

        internal IEnumerator Routine { get; }

        internal bool IsDone => _calls.Count == 0;

        internal void Stop() => _calls.Clear();

        internal bool IsDue(LoopStage stage) => !IsDone && stage == StageOf(_awaited) && _awaited switch
        {
            Coroutine _ => false, // its end steps its follower
            AsyncOperation operation => operation.isDone,
            WaitForFixedUpdate _ => true,
            WaitForEndOfFrame _ => true,
            _ => _world.Time.FrameCount > _yieldedIn && _world.Time.Time >= _wakeTime
        };

        /// <summary>Runs to the next yield that waits. An exception ends this coroutine only.</summary>
        internal void Step()
        {
            try
            {
                while (!IsDone && !RunsToAYield())
                {
                }
            }
            catch (Exception thrown)
            {
                Debug.LogException(thrown, Owner);
                Stop();
            }

            if (IsDone && _follower != null && !_follower.IsDone) _follower.Step();
        }

        /// <summary>True when it now waits for something; false when the innermost routine ended, or called
        /// another.</summary>
        private bool RunsToAYield()
        {
            var innermost = _calls.Peek();
            if (!innermost.MoveNext())
            {
                if (!IsDone) _calls.Pop();
                return false;
            }

            if (IsDone) return true; // it stopped itself
            _awaited = innermost.Current;
            _yieldedIn = _world.Time.FrameCount;
            _wakeTime = _awaited is WaitForSeconds wait ? _world.Time.Time + wait.Seconds : 0;
            switch (_awaited)
            {
                case IEnumerator nested:
                    _calls.Push(nested);
                    return false;
                case Coroutine other when other.IsDone:
                    return false;
                case Coroutine other:
                    other._follower = this;
                    return true;
                default:
                    return true;
            }
        }

        private static LoopStage StageOf(object awaited) => awaited switch
        {
            WaitForFixedUpdate _ => LoopStage.FixedUpdate,
            WaitForEndOfFrame _ => LoopStage.EndOfFrame,
            _ => LoopStage.Update
        };
    }
}
