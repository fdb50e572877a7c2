#nullable enable
using System.Threading;
using System.Threading.Tasks;

namespace Earshot.Realtime
{
    /// <summary>Waits for a task that knows of no cancellation.</summary>
    internal static class Until
    {
        /// <summary>Ends with the task, or with <see cref="System.OperationCanceledException"/>.</summary>
        public static async Task EndedAsync(Task task, CancellationToken cancellation)
        {
            var cancelled = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            using (cancellation.Register(() => cancelled.TrySetCanceled(cancellation)))
                await (await Task.WhenAny(task, cancelled.Task).ConfigureAwait(false)).ConfigureAwait(false);
        }
    }
}
