using System.Security.Cryptography;
using System.Text;
using Earshot.Server.Http;
using Microsoft.AspNetCore.Http;

namespace Earshot.Server.Api;

/// <summary>The bearer that opens the application, compared without telling how much of it was right.</summary>
internal sealed class AppSecret(string secret)
{
    private readonly byte[] _secret = Encoding.UTF8.GetBytes(secret);

    /// <summary>What whoever comes without it is told.</summary>
    public static ApiReply Refusal => ApiReply.Unauthorized("Send the app secret as \"Authorization: Bearer …\".");

    public bool IsBearerOf(HttpRequest request) =>
        HttpJson.BearerOf(request) is { } bearer
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(bearer), _secret);
}
