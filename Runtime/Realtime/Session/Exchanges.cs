#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Earshot.Realtime.Api;
using Earshot.Rtc.Wire;

namespace Earshot.Realtime
{
    /// <summary>The one offer/answer state machine of a session: runs exchanges one at a time, and judges what becomes
    /// of the session when one fails.
    /// <code>
    ///  425, 429, not found yet ─► repeated by the schedule, out of turn, so that nobody waits for it
    ///  406, unknown outcome ────► rolled back, looked at with GET; whole: repeated once, else lost
    ///  410, 404, no answer ─────► lost
    /// </code></summary>
    internal sealed class Exchanges
    {
        private readonly RetrySchedule _retries;
        private readonly Action<ApiFailure> _lose;
        private readonly Func<ApiFailure?> _whyEnded;

        // Owned by the exchange under way.
        private int _resyncs;

        /// <param name="api">Stays its owner's.</param>
        /// <param name="retries">When to repeat what may succeed later.</param>
        /// <param name="lose">Told what ends the session.</param>
        /// <param name="whyEnded">Why the session has ended; null while it has not.</param>
        /// <param name="ended">Cancelled when the session is disposed of.</param>
        public Exchanges(
            RealtimeApi api,
            RetrySchedule retries,
            Action<ApiFailure> lose,
            Func<ApiFailure?> whyEnded,
            CancellationToken ended)
        {
            Api = api;
            _retries = retries;
            _lose = lose;
            _whyEnded = whyEnded;
            Ended = ended;
        }

        public RealtimeApi Api { get; }

        public CancellationToken Ended { get; }

        public NegotiationQueue Queue { get; } = new NegotiationQueue();

        /// <summary>The session; given before the first exchange but that which opens it.</summary>
        public SessionId Id { get; set; }

        /// <summary>The engine; null until it has started.</summary>
        public IRtcPeer? Peer { get; set; }

        /// <summary>The sections of ours that both sides hold. Owned by the exchange under way.</summary>
        public HashSet<Mid> Live { get; } = new HashSet<Mid>();

        /// <summary>Carries out an exchange in its turn, unless the session has ended.</summary>
        public async Task<T> RunAsync<T>(Func<ApiFailure, T> refuse, Func<IRtcPeer, Task<T>> exchange)
        {
            if (Peer == null || _whyEnded() != null) return refuse(_whyEnded() ?? NotOpen);
            try
            {
                return await exchange(Peer).ConfigureAwait(false);
            }
            catch (Exception e) when (Ended.IsCancellationRequested || e is ObjectDisposedException)
            {
                return refuse(_whyEnded() ?? NotOpen);
            }
            catch (Exception e)
            {
                return refuse(Break($"The media engine failed: {e.Message}"));
            }
        }

        /// <summary>Makes a request again for as long as its failure says that this may help.</summary>
        public async Task<T> RepeatAsync<T>(
            Func<Task<T>> attempt, Func<T, ApiFailure?> failureOf, CancellationToken cancellation)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, Ended);
            for (int failures = 1; ; failures++)
            {
                T result = await attempt().ConfigureAwait(false);
                ApiFailure? failure = failureOf(result);
                if (failure == null || _whyEnded() != null) return result;
                TimeSpan delay = TimeSpan.Zero;
                bool isResynced = failure.Action == ApiAction.Resync; // the session was found whole
                if (!isResynced && !failure.IsWorthRetry) return result;
                if (!isResynced && !_retries.TryGetDelay(failures, out delay)) return result;
                if (failure.RetryAfter > delay) delay = failure.RetryAfter.Value;
                try
                {
                    await Task.Delay(delay, either.Token).ConfigureAwait(false);
                }
                catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
                {
                    return result;
                }
            }
        }

        /// <summary>Ends an exchange: applies the SFU's answer, or answers its offer. What cannot be applied breaks the
        /// session, for the two sides then disagree.</summary>
        public async Task<ApiFailure?> ApplyAsync(IRtcPeer peer, SessionDescriptionBody? description)
        {
            _resyncs = 0;
            if (description == null) return Break("The SFU's response has no session description.");
            if (!description.IsOffer)
            {
                bool fits = peer.TrySetAnswer(description.Sdp, out string unfit);
                return fits ? null : Break($"The SFU's answer cannot be applied: {unfit}");
            }

            peer.Rollback(); // now and then the SFU answers a close with an offer of its own
            if (!peer.TryAnswer(description.Sdp, out string answer, out string error))
                return Break($"The SFU's offer cannot be applied: {error}");
            ApiResult<SessionDescriptionRequest> done = await Api.RenegotiateAsync(
                Id, SessionDescriptionBody.Answer(answer), Ended).ConfigureAwait(false);
            if (done.Failure == null) return null;
            _lose(done.Failure); // whether the SFU has the answer is unknown
            return done.Failure;
        }

        /// <summary>Decides what a failed request means for the session; in the exchange it belongs to.</summary>
        public async Task<ApiFailure> JudgeAsync(IRtcPeer peer, ApiFailure failure)
        {
            if (failure.Action == ApiAction.Replace) _lose(failure);
            if (failure.Action != ApiAction.Resync) return failure;
            peer.Rollback();
            if (_resyncs++ > 0 || !await IsWholeAsync().ConfigureAwait(false)) _lose(failure);
            return failure;
        }

        /// <summary>Ends the session for a reason of this side.</summary>
        public ApiFailure Break(string sentence)
        {
            var failure = new ApiFailure(sentence);
            _lose(failure);
            return failure;
        }

        private static ApiFailure NotOpen => new ApiFailure("The session has not been opened.");

        private async Task<bool> IsWholeAsync()
        {
            ApiResult<SessionStateResponse> held = await Api.GetSessionAsync(Id, Ended).ConfigureAwait(false);
            if (held.Failure != null) return false;
            var mids = new HashSet<string?>(
                held.Value.Tracks.Where(track => track.Status != TrackObject.Inactive).Select(track => track.Mid));
            return Live.All(mid => mids.Contains(mid.Value));
        }
    }
}
