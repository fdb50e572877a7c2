#nullable enable
using System;

namespace Earshot.Realtime.Api
{
    /// <summary>The name the SFU gave a session: one peer connection of one application. Opaque text; Cloudflare's are
    /// 32 hexadecimal characters.</summary>
    public readonly struct SessionId : IEquatable<SessionId>
    {
        private readonly string? _value;

        /// <summary>An id as the SFU wrote it; throws when it is null or empty.</summary>
        public SessionId(string value)
        {
            if (string.IsNullOrEmpty(value)) throw new ArgumentException("A session id is not empty.", nameof(value));
            _value = value;
        }

        /// <summary>The id; empty for <c>default</c>, which is no session.</summary>
        public string Value => _value ?? "";

        /// <summary>False for <c>default</c>.</summary>
        public bool IsGiven => _value != null;

        /// <summary>The id, or <c>default</c> when the text is null or empty.</summary>
        public static SessionId FromNullable(string? value) =>
            string.IsNullOrEmpty(value) ? default : new SessionId(value!);

        public static bool operator ==(SessionId a, SessionId b) => a.Value == b.Value;

        public static bool operator !=(SessionId a, SessionId b) => a.Value != b.Value;

        public bool Equals(SessionId other) => Value == other.Value;

        public override bool Equals(object? obj) => obj is SessionId other && Equals(other);

        public override int GetHashCode() => Value.GetHashCode();

        public override string ToString() => Value;
    }
}
