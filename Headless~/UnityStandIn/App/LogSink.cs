#nullable enable
using UnityEngine;

namespace UnityStandIn
{
    /// <summary>Takes one line of a world's log; called on whatever thread logs.</summary>
    public delegate void LogSink(LogType level, string message, Object? context);
}
