using System;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using Newtonsoft.Json.Linq;

namespace Earshot.Server.Turn;

/// <summary>The STUN and TURN servers that clients are told of. A TURN server that shares a secret with us, as coturn's
/// <c>use-auth-secret</c> does, gets credentials made for each client, which expire: the username is "expiry:client"
/// and the credential its HMAC-SHA1 (https://datatracker.ietf.org/doc/html/draft-uberti-behave-turn-rest-00, section
/// 2.2). Otherwise a username and a credential are the same for everybody.</summary>
internal sealed class IceServers(ServerOptions options, TimeProvider clock)
{
    /// <summary>How long a credential holds where nobody says.</summary>
    public static readonly TimeSpan DefaultLifetime = TimeSpan.FromDays(1);

    /// <summary>How long a credential may hold.</summary>
    public static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(2);

    private static readonly string[] Schemes = ["stun:", "stuns:", "turn:", "turns:"];

    private readonly string[] _stun = options.IceUrls.Where(url => !IsTurn(url)).ToArray();
    private readonly string[] _turn = options.IceUrls.Where(IsTurn).ToArray();

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
        (string username, string credential) = Sign(client, lifetime);
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

    private (string Username, string Credential) Sign(string client, TimeSpan lifetime)
    {
        if (options.TurnSecret.Length == 0) return (options.TurnUsername, options.TurnCredential);
        string username = $"{(clock.GetUtcNow() + lifetime).ToUnixTimeSeconds()}:{client}";
        byte[] secret = Encoding.UTF8.GetBytes(options.TurnSecret);
        byte[] signature = HMACSHA1.HashData(secret, Encoding.UTF8.GetBytes(username));
        return (username, Convert.ToBase64String(signature));
    }
}
