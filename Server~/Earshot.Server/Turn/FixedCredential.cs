using System;
using System.Threading.Tasks;

namespace Earshot.Server.Turn;

/// <summary>One username and one credential for everybody.</summary>
internal sealed class FixedCredential(string username, string credential) : ITurnCredentials
{
    public TurnCredential Make(string client, TimeSpan lifetime) => new(username, credential);

    public Task<Revocation> RevokeAsync(string username) => Task.FromResult(Revocation.Impossible);
}
