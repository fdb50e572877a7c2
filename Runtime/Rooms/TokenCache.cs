#nullable enable
using System;
using System.Threading;
using System.Threading.Tasks;
using Earshot.Realtime;

namespace Earshot.Rooms
{
    /// <summary>One token for all that a client does at a time: presence and media ask at once and get the same. Any
    /// thread.</summary>
    internal sealed class TokenCache
    {
        private readonly ITokenSource _source;
        private readonly CancellationToken _cancellation;
        private readonly object _gate = new object();
        private Task<ApiResult<string>>? _latest;

        public TokenCache(ITokenSource source, CancellationToken cancellation)
        {
            _source = source;
            _cancellation = cancellation;
        }

        /// <summary>The token last given, or being asked for; a new one when there is none or the last attempt
        /// failed.</summary>
        public Task<ApiResult<string>> GetAsync()
        {
            lock (_gate)
            {
                if (_latest == null || HasFailed(_latest)) _latest = Task.Run(AskAsync);
                return _latest;
            }
        }

        /// <summary>Says that a server no longer accepts a token: the next who asks gets a new one.</summary>
        public void Forget(string token)
        {
            lock (_gate)
            {
                bool isLatest = _latest != null && _latest.Status == TaskStatus.RanToCompletion &&
                    _latest.Result.Failure == null && _latest.Result.Value == token;
                if (isLatest) _latest = null;
            }
        }

        private async Task<ApiResult<string>> AskAsync()
        {
            try
            {
                return await _source.GetTokenAsync(_cancellation).ConfigureAwait(false);
            }
            catch (Exception e) when (!(e is OperationCanceledException))
            {
                return new ApiFailure($"The game's token source failed: {e.Message}");
            }
        }

        private static bool HasFailed(Task<ApiResult<string>> task) =>
            task.IsCompleted && (task.Status != TaskStatus.RanToCompletion || task.Result.Failure != null);
    }
}
