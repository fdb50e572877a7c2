using System;
using System.Threading.Tasks;

namespace Earshot.Server.Turn;

/// <summary>A way to let one client into the TURN server. Any thread.</summary>
internal interface ITurnCredentials
{
    /// <summary>Makes a credential that holds for so long.</summary>
    TurnCredential Make(string client, TimeSpan lifetime);

    /// <summary>Has the TURN server believe a credential no longer.</summary>
    Task<Revocation> RevokeAsync(string username);
}
