using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Earshot.Rooms.Api;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Earshot.Server.Tokens;

/// <summary>Reads and mints player tokens: JSON Web Tokens under HMAC-SHA256 (RFC 7519, RFC 7518 section 3.2), with
/// the app secret or keys of their own. The game's backend mints them with any JWT library; this server only in
/// development.</summary>
public sealed class PlayerTokens
{
    /// <summary>HMAC-SHA256 wants a key as long as its hash.</summary>
    public const int MinSecretLength = 32;

    private const int LongestToken = 8 * 1024;
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(5);

    private readonly JsonWebTokenHandler _handler = new()
    {
        MaximumTokenSizeInBytes = LongestToken,
        SetDefaultTimesOnTokenCreation = false,
    };

    private readonly TokenValidationParameters _parameters;
    private readonly SigningCredentials _credentials;

    /// <summary>The first key signs; each is believed, so that a new one may be rolled out before an old one is
    /// dropped.</summary>
    public PlayerTokens(IReadOnlyList<TokenKey> keys)
    {
        SymmetricSecurityKey[] all = keys.Select(key => new SymmetricSecurityKey(Encoding.UTF8.GetBytes(key.Secret))
        {
            KeyId = key.Id.Length > 0 ? key.Id : null,
        }).ToArray();
        _credentials = new SigningCredentials(all[0], SecurityAlgorithms.HmacSha256);
        _parameters = new TokenValidationParameters
        {
            IssuerSigningKeys = all,
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
            ValidateIssuer = false,
            ValidateAudience = false,
            ClockSkew = ClockSkew,
        };
    }

    /// <summary>Signs a token.</summary>
    public string Mint(PlayerToken token, DateTimeOffset now) => _handler.CreateToken(new SecurityTokenDescriptor
    {
        Claims = new Dictionary<string, object>
        {
            [JwtRegisteredClaimNames.Sub] = token.Player.Value,
            [JwtRegisteredClaimNames.Name] = token.Name,
            ["room"] = token.Room,
            ["pub"] = token.MayPublish,
            ["pull"] = token.MayPull,
        },
        IssuedAt = now.UtcDateTime,
        Expires = token.ExpiresAt.UtcDateTime,
        SigningCredentials = _credentials,
    });

    /// <summary>Says who the bearer of a token is, or why it is refused.</summary>
    public async Task<TokenCheck> CheckAsync(string text)
    {
        TokenValidationResult result = await _handler.ValidateTokenAsync(text, _parameters);
        if (result.Exception is SecurityTokenExpiredException expired)
        {
            return TokenCheck.Refused(RoomErrorCode.ExpiredToken,
                $"The player token expired at {expired.Expires:u}. Fetch a new one from the game's backend.");
        }

        if (!result.IsValid)
        {
            return TokenCheck.Refused(RoomErrorCode.InvalidToken,
                "The player token is no JWT signed with a key of this server (HS256). "
                + "Fetch one from the game's backend, or from POST /tokens in development.");
        }

        return Read((JsonWebToken)result.SecurityToken);
    }

    private static TokenCheck Read(JsonWebToken jwt)
    {
        jwt.TryGetPayloadValue("room", out string? room);
        if (string.IsNullOrEmpty(jwt.Subject) || string.IsNullOrEmpty(room))
        {
            return TokenCheck.Refused(RoomErrorCode.InvalidToken,
                "The player token lacks the claim sub or room. Have the game's backend put both in.");
        }

        jwt.TryGetPayloadValue("name", out string? name);
        if (string.IsNullOrEmpty(name)) name = jwt.Subject;
        if (jwt.Subject.Length > Names.MaxLength || name.Length > Names.MaxLength)
        {
            return TokenCheck.Refused(RoomErrorCode.InvalidToken,
                $"The player token's sub or name has more than {Names.MaxLength} characters. Have the backend cut it.");
        }

        jwt.TryGetPayloadValue("pub", out bool mayPublish);
        jwt.TryGetPayloadValue("pull", out bool mayPull);
        return TokenCheck.Accepted(new PlayerToken(
            new PlayerId(jwt.Subject), name, room, mayPublish, mayPull, jwt.ValidTo));
    }
}
