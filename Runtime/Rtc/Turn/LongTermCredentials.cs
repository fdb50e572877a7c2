#nullable enable
using System;
using System.Text;
using Earshot.Rtc.Stun;

namespace Earshot.Rtc.Turn
{
    /// <summary>What signs requests to a server (https://www.rfc-editor.org/rfc/rfc8489#section-9.2): username and
    /// password, and the realm and the nonce the server has named.</summary>
    internal sealed class LongTermCredentials
    {
        /// <summary>Realm and nonce are at most 763 bytes each (RFC 8489 sections 14.9 and 14.10).</summary>
        private const int MaxLength = 763;

        private const int MaxUsername = 508;

        private readonly string _user;
        private readonly string _password;
        private readonly byte[] _username;
        private byte[] _realm = Array.Empty<byte>();
        private byte[] _nonce = Array.Empty<byte>();
        private StunIntegrity? _key;

        public LongTermCredentials(string username, string password)
        {
            _user = username;
            _password = password;
            _username = Encoding.UTF8.GetBytes(username);
            if (_username.Length > MaxUsername)
                throw new ArgumentException($"A username has at most {MaxUsername} bytes.", nameof(username));
        }

        /// <summary>False until the server has named its realm: the first request goes out unsigned.</summary>
        public bool CanSign => _key != null;

        /// <summary>Takes realm and nonce from a 401 or 438. False when it lacks them.</summary>
        public bool TryTake(in StunMessage refusal)
        {
            if (!refusal.TryFind(StunAttribute.Nonce, out ReadOnlySpan<byte> nonce)) return false;
            bool hasRealm = refusal.TryFind(StunAttribute.Realm, out ReadOnlySpan<byte> realm);
            if (!hasRealm) realm = _realm;
            if (realm.Length == 0 || realm.Length > MaxLength || nonce.Length > MaxLength) return false;

            _nonce = nonce.ToArray();
            if (_key != null && realm.SequenceEqual(_realm)) return true;
            _realm = realm.ToArray();
            _key = StunIntegrity.LongTerm(_user, _realm, _password);
            return true;
        }

        /// <summary>Names the user and signs, if it can.</summary>
        public void Sign(ref StunWriter request)
        {
            if (_key == null) return;
            request.Write(StunAttribute.Username, _username);
            request.Write(StunAttribute.Realm, _realm);
            request.Write(StunAttribute.Nonce, _nonce);
            request.WriteIntegrity(_key);
        }

        /// <summary>True when the server proves that it knows the password.</summary>
        public bool IsAuthentic(in StunMessage response) => _key != null && response.IsSignedWith(_key);
    }
}
