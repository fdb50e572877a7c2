using System;
using System.Net.Http;
using System.Threading.Tasks;
using Earshot.Server;
using NUnit.Framework;

namespace Earshot.Tests;

/// <summary>A server of its own for each fixture, on free ports.</summary>
public abstract class ServerFixture
{
    protected const string AppSecret = "a-secret-of-these-tests-and-of-nothing-else";

    protected EarshotServer Server { get; private set; } = null!;

    protected HttpClient Http { get; private set; } = null!;

    protected virtual ServerOptions Options => new()
    {
        IsDevelopment = true,
        Port = 0,
        UdpPort = 0,
        AppId = "app",
        AppSecret = AppSecret,
        ConnectWait = TimeSpan.FromSeconds(2),
        PullWait = TimeSpan.FromSeconds(1),
    };

    [OneTimeSetUp]
    public void Start() => Run(async () =>
    {
        Server = await EarshotServer.StartAsync(Options);
        Http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
    });

    [OneTimeTearDown]
    public void Stop() => Run(async () =>
    {
        Http.Dispose();
        await Server.DisposeAsync();
    });

    /// <summary>Runs asynchronous work to its end, from a test that is not.</summary>
    protected static void Run(Func<Task> work) => Task.Run(work).GetAwaiter().GetResult();
}
