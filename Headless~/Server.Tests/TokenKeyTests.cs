using System;
using System.Threading.Tasks;
using Earshot.Rooms.Api;
using Earshot.Server;
using Earshot.Server.Tokens;
using Microsoft.IdentityModel.JsonWebTokens;
using NUnit.Framework;

namespace Earshot.Tests;

/// <summary>Keys that come and go.</summary>
public sealed class TokenKeyTests
{
    private static readonly TokenKey Old = new("old", "the key of last year, which is still around");
    private static readonly TokenKey New = new("new", "the key of this year, which all shall be signed with");

    [Test]
    public void TheFirstKeySigns_AllAreBelieved_AndAKeyThatIsGoneIsNot()
    {
        string fromOld = Mint(new PlayerTokens([Old]));
        string fromNew = Mint(new PlayerTokens([New, Old]));
        Assert.That(new JsonWebToken(fromNew).Kid, Is.EqualTo("new"));
        var both = new PlayerTokens([New, Old]);
        Assert.That(Check(both, fromOld).Token?.Player.Value, Is.EqualTo("ada"));
        Assert.That(Check(both, fromNew).Token?.Player.Value, Is.EqualTo("ada"));
        Assert.That(Check(new PlayerTokens([New]), fromOld).ErrorCode, Is.EqualTo("invalid_token"));
        Assert.That(Check(new PlayerTokens([Old]), fromNew).ErrorCode, Is.EqualTo("invalid_token"));
    }

    [Test]
    public void ATokenThatNamesNoKey_IsTriedWithAll()
    {
        string unnamed = Mint(new PlayerTokens([Old with { Id = "" }]));
        Assert.That(new JsonWebToken(unnamed).Kid, Is.Empty.Or.Null);
        Assert.That(Check(new PlayerTokens([New, Old]), unnamed).Token, Is.Not.Null);
    }

    [TestCase("a:0123456789abcdef0123456789abcdef,b:0123456789abcdef0123456789abcdeX", "")]
    [TestCase("a:0123456789abcdef0123456789abcdef,a:0123456789abcdef0123456789abcdeX", "same id")]
    [TestCase("0123456789abcdef0123456789abcdef", "EARSHOT_TOKEN_KEYS is ID:SECRET")]
    [TestCase("a:short", "EARSHOT_TOKEN_KEYS is ID:SECRET")]
    public void KeysAreReadFromOneLine_OrAreASentence(string line, string problem)
    {
        var options = new ServerOptions { IsDevelopment = true, TokenKeys = TokenKey.ParseList(line) };
        Assert.That(options.Problem, problem.Length == 0 ? Is.Empty : Does.Contain(problem));
    }

    [Test]
    public void AKey_IsNeverShown() => Assert.That($"{Old}", Is.EqualTo("token key \"old\""));

    private static string Mint(PlayerTokens tokens) => tokens.Mint(
        new PlayerToken(new PlayerId("ada"), "Ada", "hall", true, true, DateTimeOffset.UtcNow.AddHours(1)),
        DateTimeOffset.UtcNow);

    private static TokenCheck Check(PlayerTokens tokens, string token) =>
        Task.Run(() => tokens.CheckAsync(token)).GetAwaiter().GetResult();
}
