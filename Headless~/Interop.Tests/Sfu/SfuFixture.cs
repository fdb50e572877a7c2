using System;
using System.Threading.Tasks;
using Earshot.Server;
using NUnit.Framework;

namespace Earshot.Tests;

/// <summary>A server of its own for each fixture, on free ports of loopback.</summary>
public abstract class SfuFixture
{
    protected const string AppSecret = "a-secret-of-these-tests-and-of-nothing-else";

    protected EarshotServer Server { get; private set; } = null!;

    [OneTimeSetUp]
    public void Start() => Run(async () => Server = await EarshotServer.StartAsync(new ServerOptions
    {
        IsDevelopment = true,
        Port = 0,
        UdpPort = 0,
        AppSecret = AppSecret,
    }));

    [OneTimeTearDown]
    public void Stop() => Run(async () => await Server.DisposeAsync());

    /// <summary>Runs asynchronous work to its end, from a test that is not.</summary>
    protected static void Run(Func<Task> work) => Task.Run(work).GetAwaiter().GetResult();

    /// <summary>Starts a script that speaks with the server.</summary>
    private protected Script Play(string script, params string[] arguments) =>
        Script.Node($"sfu/{script}", [Server.Api.ToString(), AppSecret, .. arguments]);
}
