using System.Net;

namespace Earshot.Server.Turn;

/// <summary>How players are let into the TURN server: by credentials signed with a secret it shares with us, by
/// credentials written into its database of users, or by one credential for everybody.</summary>
public sealed record TurnOptions
{
    /// <summary>What we share with the TURN server (coturn's <c>static-auth-secret</c>).</summary>
    public string Secret { get; init; } = "";

    /// <summary>The SQLite file in which coturn keeps its users (its <c>userdb</c>). Only what is written there can be
    /// revoked.</summary>
    public string Database { get; init; } = "";

    /// <summary>The realm of those users: coturn's <c>realm</c>.</summary>
    public string Realm { get; init; } = "";

    /// <summary>Where coturn's console listens (its <c>cli-port</c>); null where it has none. By it a revoked
    /// credential's running allocations end too.</summary>
    public IPEndPoint? Console { get; init; }

    /// <summary>The console's <c>cli-password</c>.</summary>
    public string ConsolePassword { get; init; } = "";

    /// <summary>Where there is neither secret nor database: the username for everybody.</summary>
    public string Username { get; init; } = "";

    /// <summary>The credential that belongs to <see cref="Username"/>.</summary>
    public string Credential { get; init; } = "";

    /// <summary>True when nothing opens the TURN server.</summary>
    internal bool IsEmpty => Secret.Length + Database.Length + Username.Length == 0;

    /// <summary>What is wrong, as a sentence that says what to do; empty when nothing is.</summary>
    internal string Problem
    {
        get
        {
            if (Secret.Length > 0 && Database.Length > 0)
                return "Credentials are signed or stored, not both: drop EARSHOT_TURN_SECRET or EARSHOT_TURN_DATABASE.";
            if (Database.Length > 0 && Realm.Length == 0)
                return "Users in coturn's database belong to a realm: set EARSHOT_TURN_REALM to coturn's realm.";
            if (Console != null && Database.Length == 0)
                return "Only credentials in a database can be revoked: set EARSHOT_TURN_DATABASE beside the console.";
            return Console != null && ConsolePassword.Length == 0
                ? "coturn's console asks for a password: set EARSHOT_TURN_CONSOLE_PASSWORD to coturn's cli-password."
                : "";
        }
    }
}
