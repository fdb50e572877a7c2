#nullable enable
using System;

namespace Earshot.Realtime
{
    /// <summary>What a request brought: a value, or why there is none.</summary>
    public readonly struct ApiResult<T> where T : class
    {
        private readonly T? _value;

        /// <summary>Null when the request succeeded.</summary>
        public ApiFailure? Failure { get; }

        private ApiResult(T? value, ApiFailure? failure)
        {
            _value = value;
            Failure = failure;
        }

        /// <summary>The value; throws when there is none, so look at <see cref="Failure"/> first.</summary>
        public T Value => _value ?? throw new InvalidOperationException(
            $"The request failed, look at Failure before Value: {Failure?.Sentence}");

        public static implicit operator ApiResult<T>(T value) => new ApiResult<T>(value, null);

        public static implicit operator ApiResult<T>(ApiFailure failure) => new ApiResult<T>(null, failure);
    }
}
