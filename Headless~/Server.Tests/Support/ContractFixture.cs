using System;
using NUnit.Framework;

namespace Earshot.Tests;

/// <summary>What holds for whatever speaks Cloudflare's API. Against the embedded server, unless the environment names
/// another: <c>EARSHOT_CONTRACT_BASE</c> is its base with the application
/// (<c>https://rtc.live.cloudflare.com/v1/apps/APP</c>) and <c>EARSHOT_CONTRACT_SECRET</c> its bearer. Tests that look
/// into the embedded server are skipped there.</summary>
[Category("Contract")]
public abstract class ContractFixture : ServerFixture
{
    private static readonly string Base = Environment.GetEnvironmentVariable("EARSHOT_CONTRACT_BASE") ?? "";

    /// <summary>Where requests go: a base that ends with the application.</summary>
    protected Uri Api => IsElsewhere ? new Uri(Base.TrimEnd('/')) : Server.Api;

    /// <summary>What opens it.</summary>
    protected string Secret => IsElsewhere
        ? Environment.GetEnvironmentVariable("EARSHOT_CONTRACT_SECRET") ?? ""
        : AppSecret;

    protected sealed override bool IsElsewhere => Base.Length > 0;

    /// <summary>Skips a test of something that Cloudflare does otherwise, or does not promise.</summary>
    protected void OnlyHere(string why)
    {
        if (IsElsewhere) Assert.Ignore($"Only the embedded server: {why}");
    }

    protected SfuClient NewClient() => new(Http, Api, Secret);
}
