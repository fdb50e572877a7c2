using System;

namespace Earshot.Server.Tokens;

/// <summary>A key that player tokens are signed with.</summary>
/// <param name="Id">What a token's header names it by (<c>kid</c>); may be empty where there is one key only.</param>
/// <param name="Secret">At least 32 characters.</param>
public sealed record TokenKey(string Id, string Secret)
{
    /// <summary>Reads "id:secret", joined by commas. What has no colon gets no secret.</summary>
    public static TokenKey[] ParseList(string text)
    {
        string[] parts = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return Array.ConvertAll(parts, part =>
        {
            int colon = part.IndexOf(':');
            return colon < 0 ? new TokenKey(part, "") : new TokenKey(part[..colon], part[(colon + 1)..]);
        });
    }

    /// <summary>Never shows the secret.</summary>
    public override string ToString() => $"token key \"{Id}\"";
}
