using System;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Microsoft.Data.Sqlite;

namespace Earshot.Server.Turn;

/// <summary>Credentials as rows of the SQLite database in which coturn looks up its users for each new allocation
/// (table <c>turnusers_lt</c>, with the key of RFC 5389 section 15.4 and never the password). Deleting the row revokes
/// the credential; what has expired is deleted when another is made. Rows of other makers are left alone: ours are
/// named "expiry:16 hexadecimal characters".</summary>
internal sealed partial class StoredCredentials : ITurnCredentials
{
    private const string OurNames = "[0-9]*:" + Sixteen;
    private const string Sixteen = Four + Four + Four + Four;
    private const string Four = "[0-9a-f][0-9a-f][0-9a-f][0-9a-f]";

    private readonly string _source;
    private readonly string _realm;
    private readonly CoturnConsole? _console;
    private readonly TimeProvider _clock;

    public StoredCredentials(TurnOptions options, TimeProvider clock)
    {
        _source = new SqliteConnectionStringBuilder { DataSource = options.Database }.ToString();
        _realm = options.Realm;
        _console = options.Console == null ? null : new CoturnConsole(options.Console, options.ConsolePassword);
        _clock = clock;
        try
        {
            // As coturn makes it, for whichever of us comes first.
            Execute("CREATE TABLE IF NOT EXISTS turnusers_lt (realm varchar(127) default '', name varchar(512), "
                + "hmackey char(128), PRIMARY KEY (realm, name))");
        }
        catch (SqliteException e)
        {
            throw new StartException($"coturn's database {options.Database} cannot be written ({e.Message}): "
                + "set EARSHOT_TURN_DATABASE to coturn's userdb, which this process may write.", e);
        }
    }

    public TurnCredential Make(string client, TimeSpan lifetime)
    {
        long now = _clock.GetUtcNow().ToUnixTimeSeconds();
        Execute($"DELETE FROM turnusers_lt WHERE realm = $realm AND name GLOB '{OurNames}' "
            + "AND CAST(name AS INTEGER) <= $now", ("$realm", _realm), ("$now", now));
        string username = $"{now + (long)lifetime.TotalSeconds}:{RandomNumberGenerator.GetHexString(16, true)}";
        string credential = RandomNumberGenerator.GetHexString(32, true);
        byte[] key = MD5.HashData(Encoding.UTF8.GetBytes($"{username}:{_realm}:{credential}"));
        Execute("INSERT INTO turnusers_lt (realm, name, hmackey) VALUES ($realm, $name, $key)",
            ("$realm", _realm), ("$name", username), ("$key", Convert.ToHexStringLower(key)));
        return new TurnCredential(username, credential);
    }

    public async Task<Revocation> RevokeAsync(string username)
    {
        if (!OurName().IsMatch(username)) return Revocation.Unknown;
        int deleted = Execute("DELETE FROM turnusers_lt WHERE realm = $realm AND name = $name",
            ("$realm", _realm), ("$name", username));
        if (_console != null) await _console.CancelAllocationsAsync(username);
        return deleted > 0 ? Revocation.Done : Revocation.Unknown;
    }

    private int Execute(string sql, params (string Name, object Value)[] parameters)
    {
        using var connection = new SqliteConnection(_source);
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        foreach ((string name, object value) in parameters) command.Parameters.AddWithValue(name, value);
        return command.ExecuteNonQuery();
    }

    [GeneratedRegex("^[0-9]{1,12}:[0-9a-f]{16}$")]
    private static partial Regex OurName();
}
