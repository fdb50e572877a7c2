using System;
using UnityStandIn;

namespace UnityEngine
{
    /// <summary>The log. Usable from every thread: a line goes to the world of its context object, of its thread, or
    /// else to the oldest world that lives.</summary>
    public class Debug
    {
        public static bool isDebugBuild => true;

        public static void Log(object message) => Write(LogType.Log, message, null);

        public static void Log(object message, Object context) => Write(LogType.Log, message, context);

        public static void LogFormat(string format, params object[] args) =>
            Write(LogType.Log, string.Format(format, args), null);

        public static void LogWarning(object message) => Write(LogType.Warning, message, null);

        public static void LogWarning(object message, Object context) => Write(LogType.Warning, message, context);

        public static void LogWarningFormat(string format, params object[] args) =>
            Write(LogType.Warning, string.Format(format, args), null);

        public static void LogError(object message) => Write(LogType.Error, message, null);

        public static void LogError(object message, Object context) => Write(LogType.Error, message, context);

        public static void LogErrorFormat(string format, params object[] args) =>
            Write(LogType.Error, string.Format(format, args), null);

        public static void LogException(Exception exception) => Write(LogType.Exception, exception, null);

        public static void LogException(Exception exception, Object context) =>
            Write(LogType.Exception, exception, context);

        public static void Assert(bool condition) => Assert(condition, "Assertion failed");

        public static void Assert(bool condition, string message)
        {
            if (!condition) Write(LogType.Assert, message, null);
        }

        public static void DrawLine(Vector3 start, Vector3 end)
        {
        }

        public static void DrawLine(Vector3 start, Vector3 end, Color color)
        {
        }

        public static void DrawRay(Vector3 start, Vector3 dir)
        {
        }

        public static void DrawRay(Vector3 start, Vector3 dir, Color color)
        {
        }

        private static void Write(LogType level, object message, Object context)
        {
            string text = message?.ToString() ?? "Null";
            var world = context?.World ?? World.Nearest;
            if (world == null) Console.Error.WriteLine($"{level}: {text}");
            else world.Log(level, text, context);
        }
    }
}
