using System;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Tasks;

namespace Earshot.Server.Turn;

/// <summary>Credentials under a secret shared with the TURN server, as coturn's <c>use-auth-secret</c> takes them: the
/// username is "expiry:client" and the credential its HMAC-SHA1
/// (https://datatracker.ietf.org/doc/html/draft-uberti-behave-turn-rest-00, section 2.2). The TURN server asks nobody,
/// so they hold until they expire.</summary>
internal sealed class SignedCredentials(string secret, TimeProvider clock) : ITurnCredentials
{
    private readonly byte[] _secret = Encoding.UTF8.GetBytes(secret);

    public TurnCredential Make(string client, TimeSpan lifetime)
    {
        string username = $"{(clock.GetUtcNow() + lifetime).ToUnixTimeSeconds()}:{client}";
        byte[] signature = HMACSHA1.HashData(_secret, Encoding.UTF8.GetBytes(username));
        return new TurnCredential(username, Convert.ToBase64String(signature));
    }

    public Task<Revocation> RevokeAsync(string username) => Task.FromResult(Revocation.Impossible);
}
