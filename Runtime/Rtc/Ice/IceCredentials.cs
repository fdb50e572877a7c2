#nullable enable
using System;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Ice
{
    /// <summary>One side's username fragment and password (RFC 8445 section 5.3), as SDP's <c>a=ice-ufrag</c> and
    /// <c>a=ice-pwd</c> carry them.</summary>
    public readonly struct IceCredentials : IEquatable<IceCredentials>
    {
        private const int MaxLength = 256;
        private const int MinUfragLength = 4;
        private const int MinPasswordLength = 22;

        // Cloudflare's lengths; 6 bits of randomness a character, where RFC 8445 asks for 24 and 128 bits in all.
        private const int OwnUfragLength = 8;
        private const int OwnPasswordLength = 24;
        private const string IceCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

        private readonly string? _ufrag;
        private readonly string? _password;

        /// <summary>From what is known to be sound; throws with the sentence of <see cref="TryParse"/>
        /// otherwise.</summary>
        public IceCredentials(string ufrag, string password)
        {
            if (FaultOf(ufrag, password) is string fault) throw new ArgumentException(fault);
            _ufrag = ufrag;
            _password = password;
        }

        /// <summary>From what the other side wrote. False, with a sentence, unless the ufrag has 4 to 256 and the
        /// password 22 to 256 characters of visible ASCII without a colon. Other characters than the grammar's own
        /// are let through, as browsers do.</summary>
        public static bool TryParse(string ufrag, string password, out IceCredentials credentials, out string error)
        {
            error = FaultOf(ufrag, password) ?? "";
            credentials = error.Length == 0 ? new IceCredentials(ufrag, password) : default;
            return error.Length == 0;
        }

        /// <summary>Fresh ones, of 8 and 24 characters.</summary>
        public static IceCredentials From(IRandom random) =>
            new IceCredentials(RandomToken(random, OwnUfragLength), RandomToken(random, OwnPasswordLength));

        /// <summary>The username fragment; empty for <c>default</c>.</summary>
        public string Ufrag => _ufrag ?? "";

        /// <summary>The password; empty for <c>default</c>.</summary>
        public string Password => _password ?? "";

        /// <summary>False for <c>default</c>.</summary>
        public bool AreGiven => _ufrag != null;

        public static bool operator ==(IceCredentials a, IceCredentials b) => a.Equals(b);

        public static bool operator !=(IceCredentials a, IceCredentials b) => !a.Equals(b);

        public bool Equals(IceCredentials other) => Ufrag == other.Ufrag && Password == other.Password;

        public override bool Equals(object? obj) => obj is IceCredentials other && Equals(other);

        public override int GetHashCode() => HashCode.Combine(Ufrag, Password);

        public override string ToString() => Ufrag;

        private static string? FaultOf(string ufrag, string password)
        {
            if (!IsToken(ufrag, MinUfragLength))
                return $"An ICE ufrag is 4 to 256 visible ASCII characters but no colon; these are {ufrag.Length}.";
            if (!IsToken(password, MinPasswordLength))
                return $"An ICE password is 22 to 256 visible ASCII characters; these are {password.Length}.";
            return null;
        }

        private static bool IsToken(string text, int minLength)
        {
            if (text.Length < minLength || text.Length > MaxLength) return false;
            foreach (char letter in text)
            {
                if (letter <= ' ' || letter > '~' || letter == ':') return false;
            }

            return true;
        }

        private static string RandomToken(IRandom random, int length)
        {
            Span<byte> bytes = stackalloc byte[length];
            Span<char> token = stackalloc char[length];
            random.Fill(bytes);
            for (int i = 0; i < length; i++) token[i] = IceCharacters[bytes[i] % IceCharacters.Length];
            return token.ToString();
        }
    }
}
