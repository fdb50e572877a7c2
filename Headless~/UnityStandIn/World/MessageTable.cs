#nullable enable
using System;
using System.Collections.Concurrent;
using System.Reflection;
using UnityEngine;
using Object = UnityEngine.Object;

namespace UnityStandIn
{
    /// <summary>Which messages a class has. As in Unity the declaration nearest to the class wins, private ones
    /// included, and what it hides is not called.</summary>
    internal sealed class MessageTable
    {
        private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic |
            BindingFlags.DeclaredOnly;

        private static readonly ConcurrentDictionary<Type, MessageTable> Tables =
            new ConcurrentDictionary<Type, MessageTable>();

        private static readonly Type[] FilterArguments = { typeof(float[]), typeof(int) };

        private MessageTable(Type type)
        {
            ExecutionOrder = type.GetCustomAttribute<DefaultExecutionOrder>(true)?.order ?? 0;
            Awake = Find(type, "Awake");
            OnEnable = Find(type, "OnEnable");
            Start = Find(type, "Start");
            FixedUpdate = Find(type, "FixedUpdate");
            Update = Find(type, "Update");
            LateUpdate = Find(type, "LateUpdate");
            OnDisable = Find(type, "OnDisable");
            OnDestroy = Find(type, "OnDestroy");
            OnAudioFilterRead = Find(type, "OnAudioFilterRead", FilterArguments);
        }

        public int ExecutionOrder { get; }

        public MethodInfo? Awake { get; }

        public MethodInfo? OnEnable { get; }

        public MethodInfo? Start { get; }

        public MethodInfo? FixedUpdate { get; }

        public MethodInfo? Update { get; }

        public MethodInfo? LateUpdate { get; }

        public MethodInfo? OnDisable { get; }

        public MethodInfo? OnDestroy { get; }

        public MethodInfo? OnAudioFilterRead { get; }

        public static MessageTable For(Type type) => Tables.GetOrAdd(type, key => new MessageTable(key));

        public Messages Bind(MonoBehaviour receiver) => new Messages(receiver, this);

        /// <summary>A message too rare to keep a delegate for; nothing happens where the class has none.</summary>
        public static void Send(Object receiver, string message)
        {
            var method = Find(receiver.GetType(), message);
            if (method != null) Invoke(receiver, method);
        }

        public static object? Invoke(Object receiver, MethodInfo method)
        {
            try
            {
                return method.Invoke(receiver, null);
            }
            catch (TargetInvocationException thrown)
            {
                Debug.LogException(thrown.InnerException!, receiver);
                return null;
            }
        }

        private static MethodInfo? Find(Type type, string name, params Type[] arguments)
        {
            for (var level = type; level != null && level != typeof(Object); level = level.BaseType)
            {
                var method = level.GetMethod(name, Declared, null, arguments, null);
                if (method != null) return method;
            }

            return null;
        }
    }
}
