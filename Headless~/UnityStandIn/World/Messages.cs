#nullable enable
using System;
using System.Reflection;
using UnityEngine;

namespace UnityStandIn
{
    /// <summary>The messages of one behaviour as delegates, so that calling them allocates nothing.</summary>
    internal sealed class Messages
    {
        private readonly MonoBehaviour _receiver;

        public Messages(MonoBehaviour receiver, MessageTable table)
        {
            _receiver = receiver;
            ExecutionOrder = table.ExecutionOrder;
            Awake = Bind<Action>(table.Awake);
            OnEnable = Bind<Action>(table.OnEnable);
            Start = table.Start;
            FixedUpdate = Bind<Action>(table.FixedUpdate);
            Update = Bind<Action>(table.Update);
            LateUpdate = Bind<Action>(table.LateUpdate);
            OnDisable = Bind<Action>(table.OnDisable);
            OnDestroy = Bind<Action>(table.OnDestroy);
            OnAudioFilterRead = Bind<Action<float[], int>>(table.OnAudioFilterRead);
        }

        public int ExecutionOrder { get; }

        public Action? Awake { get; }

        public Action? OnEnable { get; }

        /// <summary>Called once, and may return a coroutine: not worth a delegate.</summary>
        public MethodInfo? Start { get; }

        public Action? FixedUpdate { get; }

        public Action? Update { get; }

        public Action? LateUpdate { get; }

        public Action? OnDisable { get; }

        public Action? OnDestroy { get; }

        public Action<float[], int>? OnAudioFilterRead { get; }

        /// <summary>An exception is logged and ends here: the other behaviours go on.</summary>
        public void Call(Action? message)
        {
            if (message == null) return;
            try
            {
                message();
            }
            catch (Exception thrown)
            {
                Debug.LogException(thrown, _receiver);
            }
        }

        /// <summary>What the method returned; null when there is none or it threw.</summary>
        public object? Call(MethodInfo? message) => message == null ? null : MessageTable.Invoke(_receiver, message);

        private T? Bind<T>(MethodInfo? method) where T : Delegate =>
            method == null ? null : (T?)Delegate.CreateDelegate(typeof(T), _receiver, method, false);
    }
}
