#nullable enable
using System;
using System.Threading;
using System.Threading.Tasks;

namespace Earshot.Realtime
{
    /// <summary>Opens a data channel on one session and keeps it until it is wanted no more; what is closed from
    /// outside meanwhile is opened again.</summary>
    internal static class ChannelService
    {
        /// <param name="session">Where.</param>
        /// <param name="pauses">When to try again.</param>
        /// <param name="open">Asks the session for it.</param>
        /// <param name="use">Told of the channel when messages may go, and of null when they may no more.</param>
        /// <param name="came">Told of each message.</param>
        /// <param name="fail">Told why there is no channel; of null when there is.</param>
        /// <param name="ending">Ends it.</param>
        public static async Task RunAsync(
            RealtimeSession session,
            RetrySchedule pauses,
            Func<IDataChannelSink, Task<ApiResult<SessionChannel>>> open,
            Action<SessionChannel?> use,
            Action<ChannelMessage> came,
            Action<ApiFailure?> fail,
            CancellationToken ending)
        {
            try
            {
                for (int failures = 1; !session.State.Value.HasEnded; failures++)
                {
                    var opened = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
                    var closed = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
                    void Note(bool isOpen) => (isOpen ? opened : closed).TrySetResult(true);

                    ApiResult<SessionChannel> channel =
                        await open(new ChannelMailbox(Note, came)).ConfigureAwait(false);
                    if (channel.Failure == null)
                    {
                        failures = 0;
                        await HoldAsync(session, channel.Value, opened.Task, closed.Task, use, fail, ending)
                            .ConfigureAwait(false);
                    }
                    else if (!session.State.Value.HasEnded)
                    {
                        fail(channel.Failure);
                    }

                    pauses.TryGetDelay(Math.Max(1, failures), out TimeSpan delay);
                    await Task.Delay(delay, ending).ConfigureAwait(false);
                }
            }
            finally
            {
                fail(null);
            }
        }

        private static async Task HoldAsync(
            RealtimeSession session,
            SessionChannel channel,
            Task opened,
            Task closed,
            Action<SessionChannel?> use,
            Action<ApiFailure?> fail,
            CancellationToken ending)
        {
            try
            {
                await Until.EndedAsync(Task.WhenAny(opened, closed), ending).ConfigureAwait(false);
                fail(null);
                if (opened.IsCompleted) use(channel);
                await Until.EndedAsync(closed, ending).ConfigureAwait(false);
            }
            finally
            {
                use(null);
                _ = session.CloseAsync(channel); // of no effect where the session has ended
            }
        }
    }
}
