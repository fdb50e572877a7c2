#nullable enable
using System;
using System.Linq;
using System.Reflection;
using System.Runtime.ExceptionServices;
using UnityEngine;
using UnityEngine.Events;
using Object = UnityEngine.Object;

namespace UnityStandIn
{
    /// <summary>A listener chosen in the inspector: a method of an object, with the event's arguments or a fixed
    /// one.</summary>
    [Serializable]
    internal sealed class PersistentCall
    {
        [SavedAs("m_Target")] public Object? Target;
        [SavedAs("m_MethodName")] public string MethodName = "";
        [SavedAs("m_Mode")] public PersistentListenerMode Mode;
        [SavedAs("m_Arguments")] public PersistentArgument Argument = new PersistentArgument();
        [SavedAs("m_CallState")] public UnityEventCallState State = UnityEventCallState.RuntimeOnly;

        private MethodInfo? _method;

        public void Invoke(object[] eventArguments)
        {
            if (State == UnityEventCallState.Off || Target == null) return;
            object?[] arguments = Mode == PersistentListenerMode.EventDefined ? eventArguments : Argument.Of(Mode);
            _method ??= Find(Target.GetType(), arguments);
            if (_method == null)
                Debug.LogError($"The event's listener {Target.GetType().Name}.{MethodName} takes other arguments " +
                    "than the event has, or does not exist: choose it anew in the inspector.", Target);
            else
                Call(_method, arguments);
        }

        private void Call(MethodInfo method, object?[] arguments)
        {
            try
            {
                method.Invoke(Target, arguments);
            }
            catch (TargetInvocationException thrown)
            {
                ExceptionDispatchInfo.Capture(thrown.InnerException!).Throw();
            }
        }

        private MethodInfo? Find(Type type, object?[] arguments) => type
            .GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .FirstOrDefault(method => method.Name == MethodName && Takes(method.GetParameters(), arguments));

        private static bool Takes(ParameterInfo[] parameters, object?[] arguments) =>
            parameters.Length == arguments.Length && parameters.Zip(arguments, Takes).All(fits => fits);

        private static bool Takes(ParameterInfo parameter, object? argument) =>
            argument == null
                ? !parameter.ParameterType.IsValueType
                : parameter.ParameterType.IsInstanceOfType(argument);
    }
}
