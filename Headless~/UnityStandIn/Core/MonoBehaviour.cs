using System.Collections;
using System.Threading;
using UnityStandIn;

namespace UnityEngine
{
    /// <summary>Base of scripts. Its messages (Awake, Update, OnAudioFilterRead …) are found by name.</summary>
    public class MonoBehaviour : Behaviour
    {
        private readonly CancellationTokenSource _life = new CancellationTokenSource();
        private bool _started;

        public MonoBehaviour()
        {
            Messages = MessageTable.For(GetType()).Bind(this);
            if (Messages.OnAudioFilterRead != null) Filter = new AudioFilter(Messages.OnAudioFilterRead);
        }

        /// <summary>Cancelled when this behaviour is destroyed.</summary>
        public CancellationToken destroyCancellationToken => _life.Token;

        internal Messages Messages { get; }

        /// <summary>Its OnAudioFilterRead; null when it has none.</summary>
        internal AudioFilter Filter { get; }

        internal override int ExecutionOrder => Messages.ExecutionOrder;

        public Coroutine StartCoroutine(IEnumerator routine)
        {
            this.Live();
            if (Owner.IsActiveInHierarchy) return World.Loop.Coroutines.Start(this, routine);
            Debug.LogError($"A coroutine cannot start because the game object '{Label}' is inactive.", this);
            return null;
        }

        public void StopCoroutine(IEnumerator routine)
        {
            this.Live();
            World.Loop.Coroutines.Stop(this, routine);
        }

        public void StopCoroutine(Coroutine routine)
        {
            this.Live();
            routine?.Stop();
        }

        public void StopAllCoroutines()
        {
            this.Live();
            World.Loop.Coroutines.StopAll(this);
        }

        public static void print(object message) => Debug.Log(message);

        internal sealed override void OnWake() => Messages.Call(Messages.Awake);

        internal sealed override void SwitchOn()
        {
            World.Loop.Add(this);
            SwitchFilter(true);
            Messages.Call(Messages.OnEnable);
        }

        internal sealed override void SwitchOff()
        {
            World.Loop.Remove(this);
            SwitchFilter(false);
            Messages.Call(Messages.OnDisable);
        }

        internal sealed override void OnGone()
        {
            World.Loop.Coroutines.StopAll(this);
            _life.Cancel();
            Messages.Call(Messages.OnDestroy);
        }

        /// <summary>Start, once, before the first update of any kind.</summary>
        internal void EnsureStarted()
        {
            if (_started) return;
            _started = true;
            if (Messages.Call(Messages.Start) is IEnumerator routine && IsOn) StartCoroutine(routine);
        }

        private void SwitchFilter(bool on)
        {
            if (Filter == null) return;
            Filter.IsOn = on;
            World.Sound.RefreshFilters(Owner);
        }
    }
}
