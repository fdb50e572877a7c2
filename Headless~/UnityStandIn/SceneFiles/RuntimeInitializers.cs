#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using UnityEngine;

namespace UnityStandIn
{
    /// <summary>Calls the static methods marked RuntimeInitializeOnLoadMethod of all loaded assemblies. Static state is
    /// the process's: where several worlds live in one, they share it.</summary>
    internal static class RuntimeInitializers
    {
        private const BindingFlags Static = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

        public static void RunBeforeScene()
        {
            Run(RuntimeInitializeLoadType.SubsystemRegistration);
            Run(RuntimeInitializeLoadType.AfterAssembliesLoaded);
            Run(RuntimeInitializeLoadType.BeforeSplashScreen);
            Run(RuntimeInitializeLoadType.BeforeSceneLoad);
        }

        public static void RunAfterScene() => Run(RuntimeInitializeLoadType.AfterSceneLoad);

        private static void Run(RuntimeInitializeLoadType moment)
        {
            foreach (var method in Marked().Where(method => MomentOf(method) == moment).ToList())
            {
                try
                {
                    method.Invoke(null, null);
                }
                catch (TargetInvocationException thrown)
                {
                    Debug.LogException(thrown.InnerException!);
                }
            }
        }

        private static IEnumerable<MethodInfo> Marked()
        {
            string engine = typeof(Debug).Assembly.GetName().Name!;
            return AppDomain.CurrentDomain.GetAssemblies()
                .Where(assembly => assembly.GetReferencedAssemblies().Any(other => other.Name == engine))
                .SelectMany(assembly => assembly.GetTypes())
                .SelectMany(type => type.GetMethods(Static))
                .Where(method => method.IsDefined(typeof(RuntimeInitializeOnLoadMethodAttribute), false));
        }

        private static RuntimeInitializeLoadType MomentOf(MethodInfo method) =>
            method.GetCustomAttribute<RuntimeInitializeOnLoadMethodAttribute>()!.loadType;
    }
}
