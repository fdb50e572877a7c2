using System.Linq;
using System.Net.Http;
using System.Text;
using System.Threading.Tasks;
using Newtonsoft.Json.Linq;
using NUnit.Framework;

namespace Earshot.Tests;

/// <summary>An HTTP response of the server, which is always a JSON object.</summary>
public sealed record HttpAnswer(int Status, JObject Body)
{
    public string ErrorCode => (string?)Body["errorCode"] ?? "";

    public string ErrorDescription => (string?)Body["errorDescription"] ?? "";

    /// <summary>A field of each track; empty where it is missing.</summary>
    public string[] Each(string field) => EachOf("tracks", field);

    /// <summary>A field of each item of a list; empty where it is missing.</summary>
    public string[] EachOf(string list, string field) =>
        Body[list]!.Select(item => (string?)item[field] ?? "").ToArray();

    public JObject Track(int index) => (JObject)Body["tracks"]![index]!;

    /// <summary>Sends a request as partytracks does: JSON under text/plain.</summary>
    public static async Task<HttpAnswer> OfAsync(
        HttpClient http, string method, string address, string? bearer, string? body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), address);
        if (bearer != null) request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {bearer}");
        if (body != null) request.Content = new StringContent(body, Encoding.UTF8, "text/plain");
        using HttpResponseMessage response = await http.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/json"), text);
        return new HttpAnswer((int)response.StatusCode, JObject.Parse(text));
    }

    /// <summary>Fails unless the whole request was refused like this, with a sentence.</summary>
    public void AssertRefused(int status, string errorCode)
    {
        Assert.That((Status, ErrorCode), Is.EqualTo((status, errorCode)), Body.ToString());
        Assert.That(ErrorDescription, Does.Match(@"^[A-Z].{15,}\.$"), "one sentence says what to do");
    }

    /// <summary>Fails unless the request succeeded.</summary>
    public HttpAnswer AssertOk(int status = 200)
    {
        Assert.That((Status, ErrorCode), Is.EqualTo((status, "")), Body.ToString());
        return this;
    }
}
