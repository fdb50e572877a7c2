using System.Threading.Tasks;

namespace Earshot.Tests;

/// <summary>What a whole request's refusal looks like.</summary>
public static class Refusals
{
    /// <summary>Fails unless the request was refused like this, with a sentence.</summary>
    public static async Task IsRefusedAsync(this Task<HttpAnswer> answer, int status, string errorCode) =>
        (await answer).AssertRefused(status, errorCode);
}
