using System;
using System.Linq;
using System.Threading.Tasks;
using Newtonsoft.Json.Linq;

namespace Earshot.Server.Turn;

/// <summary>The STUN and TURN servers that clients are told of, with what opens them.</summary>
internal sealed class IceServers(ServerOptions options, TimeProvider clock)
{
    /// <summary>How long a credential holds where nobody says.</summary>
    public static readonly TimeSpan DefaultLifetime = TimeSpan.FromDays(1);

    /// <summary>How long a credential may hold.</summary>
    public static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(2);

    private static readonly string[] Schemes = ["stun:", "stuns:", "turn:", "turns:"];

    private readonly string[] _stun = options.IceUrls.Where(url => !IsTurn(url)).ToArray();
    private readonly string[] _turn = options.IceUrls.Where(IsTurn).ToArray();
    private readonly ITurnCredentials _credentials = CredentialsOf(options.Turn, clock);

    /// <summary>True for an address that STUN or TURN is spoken to at.</summary>
    public static bool IsIceUrl(string url) =>
        Schemes.Any(scheme => url.StartsWith(scheme, StringComparison.Ordinal));

    /// <summary>True for an address that needs a credential.</summary>
    public static bool IsTurn(string url) => url.StartsWith("turn", StringComparison.Ordinal);

    /// <summary>What an RTCPeerConnection takes as iceServers, with a credential for one client.</summary>
    public JArray For(string client, TimeSpan lifetime)
    {
        JArray servers = WithoutCredential();
        if (_turn.Length == 0) return servers;
        (string username, string credential) = _credentials.Make(client, lifetime);
        servers.Add(new JObject
        {
            ["urls"] = new JArray(_turn.ToArray<object>()),
            ["username"] = username,
            ["credential"] = credential,
        });
        return servers;
    }

    /// <summary>Only what everybody may use.</summary>
    public JArray WithoutCredential() =>
        _stun.Length == 0 ? [] : [new JObject { ["urls"] = new JArray(_stun.ToArray<object>()) }];

    /// <summary>Has the TURN server believe a credential no longer.</summary>
    public Task<Revocation> RevokeAsync(string username) => _credentials.RevokeAsync(username);

    private static ITurnCredentials CredentialsOf(TurnOptions turn, TimeProvider clock)
    {
        if (turn.Database.Length > 0) return new StoredCredentials(turn, clock);
        return turn.Secret.Length > 0
            ? new SignedCredentials(turn.Secret, clock)
            : new FixedCredential(turn.Username, turn.Credential);
    }
}
