namespace Earshot.Server.Tokens;

/// <summary>What came of reading a token: the token, or the room protocol's error code with a sentence.</summary>
public sealed record TokenCheck(PlayerToken? Token, string ErrorCode, string Sentence)
{
    public static TokenCheck Accepted(PlayerToken token) => new(token, "", "");

    public static TokenCheck Refused(string errorCode, string sentence) => new(null, errorCode, sentence);
}
