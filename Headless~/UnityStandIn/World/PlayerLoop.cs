#nullable enable
using System;
using UnityEngine;

namespace UnityStandIn
{
    /// <summary>The order of a frame: Start, FixedUpdate as often as due, Update, coroutines, posted work, LateUpdate,
    /// end of frame, destruction.</summary>
    internal sealed class PlayerLoop
    {
        private readonly World _world;
        private readonly UnitySynchronizationContext _context;
        private readonly BehaviourList _all = new BehaviourList();
        private readonly BehaviourList _fixedUpdates = new BehaviourList();
        private readonly BehaviourList _updates = new BehaviourList();
        private readonly BehaviourList _lateUpdates = new BehaviourList();

        public PlayerLoop(World world, UnitySynchronizationContext context)
        {
            _world = world;
            _context = context;
            Coroutines = new CoroutineRunner(world);
            Demolition = new Demolition(world);
        }

        public CoroutineRunner Coroutines { get; }

        public Demolition Demolition { get; }

        public void Add(MonoBehaviour behaviour)
        {
            _all.Add(behaviour);
            if (behaviour.Messages.FixedUpdate != null) _fixedUpdates.Add(behaviour);
            if (behaviour.Messages.Update != null) _updates.Add(behaviour);
            if (behaviour.Messages.LateUpdate != null) _lateUpdates.Add(behaviour);
        }

        public void Remove(MonoBehaviour behaviour)
        {
            _all.Remove(behaviour);
            _fixedUpdates.Remove(behaviour);
            _updates.Remove(behaviour);
            _lateUpdates.Remove(behaviour);
        }

        public void RunFrame(double now)
        {
            _world.Scenes.LoadRequested();
            _world.Time.BeginFrame(now);
            foreach (var behaviour in _all.BeginPass())
                if (behaviour.IsOn)
                    behaviour.EnsureStarted();
            while (_world.Time.TryBeginFixedStep())
            {
                Pass(_fixedUpdates, static messages => messages.FixedUpdate);
                Coroutines.Resume(LoopStage.FixedUpdate);
            }

            Pass(_updates, static messages => messages.Update);
            Coroutines.Resume(LoopStage.Update);
            _context.Exec();
            Pass(_lateUpdates, static messages => messages.LateUpdate);
            _world.Sound.Publish();
            Coroutines.Resume(LoopStage.EndOfFrame);
            Demolition.Run();
        }

        /// <summary>Sends a message without arguments to every behaviour that is on.</summary>
        public void Broadcast(string message)
        {
            foreach (var behaviour in _all.BeginPass())
                if (behaviour.IsOn)
                    MessageTable.Send(behaviour, message);
        }

        private static void Pass(BehaviourList list, Func<Messages, Action?> message)
        {
            foreach (var behaviour in list.BeginPass())
            {
                if (behaviour.IsOn) behaviour.EnsureStarted();
                if (behaviour.IsOn) behaviour.Messages.Call(message(behaviour.Messages));
            }
        }
    }
}
