using System;
using System.Text;
using System.Threading.Tasks;
using Microsoft.IdentityModel.JsonWebTokens;
using Newtonsoft.Json.Linq;
using NUnit.Framework;

namespace Earshot.Tests;

public sealed class TokenTests : ServerFixture
{
    [Test]
    public void AMintedToken_SaysWhoWhereAndWhatFor() => Run(async () =>
    {
        HttpAnswer answer = (await MintAsync("""{"room":"garden","playerId":"ada","name":"Ada"}""")).AssertOk();
        var jwt = new JsonWebToken((string)answer.Body["token"]!);
        JObject claims = JObject.Parse(Encoding.UTF8.GetString(
            Convert.FromBase64String(Pad(jwt.EncodedPayload.Replace('-', '+').Replace('_', '/')))));

        Assert.That(jwt.Alg, Is.EqualTo("HS256"));
        Assert.That((string?)claims["sub"], Is.EqualTo("ada"));
        Assert.That((string?)claims["name"], Is.EqualTo("Ada"));
        Assert.That((string?)claims["room"], Is.EqualTo("garden"));
        Assert.That((bool)claims["pub"]! && (bool)claims["pull"]!, Is.True);
        Assert.That((long)claims["exp"]!, Is.EqualTo((long)answer.Body["expiresAt"]!));
        Assert.That((long)claims["iat"]!, Is.LessThan((long)claims["exp"]!));
        Assert.That((string?)answer.Body["playerId"], Is.EqualTo("ada"));
        Assert.That((string?)answer.Body["room"], Is.EqualTo("garden"));
    });

    [Test]
    public void WithoutAPlayerId_EachGetsOneOfItsOwn() => Run(async () =>
    {
        JToken? first = (await MintAsync("""{"room":"garden"}""")).AssertOk().Body["playerId"];
        JToken? second = (await MintAsync("""{"room":"garden"}""")).AssertOk().Body["playerId"];
        Assert.That((string?)first, Is.Not.EqualTo((string?)second));
    });

    [TestCase("""{}""", 400, "decoding_error")]
    [TestCase("""nonsense""", 400, "decoding_error")]
    [TestCase("""{"room":7}""", 400, "decoding_error")]
    [TestCase("""{"room":"two words"}""", 406, "invalid_params")]
    public void ABadRequest_IsRefused(string body, int status, string errorCode) =>
        Run(async () => (await MintAsync(body)).AssertRefused(status, errorCode));

    [Test]
    public void ALongName_IsRefused() => Run(async () =>
        (await MintAsync($$"""{"room":"r","name":"{{new string('n', 65)}}"}""")).AssertRefused(406, "invalid_params"));

    private Task<HttpAnswer> MintAsync(string body) =>
        HttpAnswer.OfAsync(Http, "POST", Server.Tokens.ToString(), null, body);

    private static string Pad(string base64) => base64.PadRight((base64.Length + 3) / 4 * 4, '=');
}
