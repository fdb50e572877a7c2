namespace Earshot.Server.Turn;

/// <summary>What came of revoking a TURN credential.</summary>
internal enum Revocation
{
    /// <summary>The TURN server refuses it from now on.</summary>
    Done,

    /// <summary>There is none of that name: it was revoked already, has expired, or was never made.</summary>
    Unknown,

    /// <summary>Credentials of this kind are believed until they expire.</summary>
    Impossible,
}
