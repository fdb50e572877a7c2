#nullable enable
using System;
using Earshot.Realtime.Api;

namespace Earshot.Realtime
{
    /// <summary>Why a request, or one item of it, did not succeed, and what to do about it.</summary>
    public sealed class ApiFailure
    {
        /// <summary>The response's status; 200 when one item failed; 0 when there was no usable response.</summary>
        public int HttpStatus { get; }

        /// <summary>One of the constants of <see cref="ApiError"/>; empty when the SFU named none.</summary>
        public string ErrorCode { get; }

        /// <summary>What failed, where, and what to do, for a person.</summary>
        public string Sentence { get; }

        /// <summary>How long the server wants to be left alone; null when it did not say.</summary>
        public TimeSpan? RetryAfter { get; }

        /// <summary>What to do now.</summary>
        public ApiAction Action { get; }

        public ApiFailure(int httpStatus, string errorCode, string sentence, TimeSpan? retryAfter = null)
        {
            HttpStatus = httpStatus;
            ErrorCode = errorCode;
            Sentence = sentence;
            RetryAfter = retryAfter;
            Action = Judge(httpStatus, errorCode);
        }

        /// <summary>A failure of this side's making, or of no response at all.</summary>
        public ApiFailure(string sentence) : this(0, "", sentence)
        {
        }

        /// <summary>True when the same request may succeed a little later.</summary>
        public bool IsWorthRetry => Action == ApiAction.Wait || Action == ApiAction.BackOff;

        public override string ToString() => Sentence;

        private static ApiAction Judge(int status, string code)
        {
            switch (code)
            {
                case ApiError.NotFoundTrack:
                case ApiError.EmptyTrack:
                    return ApiAction.Wait;
                case ApiError.RetryableTransient:
                case ApiError.TemporarilyUnavailable:
                case ApiError.TransportUnavailable:
                    return ApiAction.BackOff;
                case ApiError.InvalidSessionDescription:
                case ApiError.Backend:
                case ApiError.Internal:
                    return ApiAction.Resync;
                case ApiError.InvalidParams:
                case ApiError.Decoding:
                case ApiError.PayloadTooLarge:
                    return ApiAction.GiveUp;
                default:
                    return Judge(status);
            }
        }

        private static ApiAction Judge(int status) => status switch
        {
            0 => ApiAction.Replace,
            401 => ApiAction.Reauthorize,
            403 => ApiAction.Reauthorize,
            404 => ApiAction.Replace,
            406 => ApiAction.Resync,
            408 => ApiAction.BackOff,
            410 => ApiAction.Replace,
            425 => ApiAction.Wait,
            429 => ApiAction.BackOff,
            503 => ApiAction.BackOff,
            _ => status >= 500 ? ApiAction.Resync : ApiAction.GiveUp,
        };
    }
}
