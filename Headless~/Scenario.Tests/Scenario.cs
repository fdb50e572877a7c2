using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using Earshot.Rooms;
using Earshot.Rooms.Api;
using Earshot.Server;
using NUnit.Framework;

namespace Earshot.Tests;

/// <summary>A development server of its own for each test, on free ports, and who enters its rooms.</summary>
public abstract class Scenario
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    protected EarshotServer Server { get; private set; } = null!;

    [SetUp]
    public void StartServer() => StartServer(port: 0);

    [TearDown]
    public void StopServer() => Run(async () =>
    {
        await Server.DisposeAsync();
        return true;
    });

    protected void StartServer(int port) => Server = Run(() => EarshotServer.StartAsync(new ServerOptions
    {
        IsDevelopment = true,
        Port = port,
        UdpPort = 0,
    }));

    /// <summary>A player without an engine, who speaks a tone.</summary>
    private protected Talker Enter(string id, double hertz, Uri? server = null, ITokenSource? tokens = null) =>
        new(NewOptions(id, server, tokens), hertz);

    /// <summary>Who, in the hall.</summary>
    private protected RoomOptions NewOptions(string id, Uri? server = null, ITokenSource? tokens = null) =>
        new(server ?? Server.Web, "hall") { PlayerId = new PlayerId(id), PlayerName = id, Tokens = tokens };

    /// <summary>Waits for what other threads do, and tells, when it never happens, what there is instead.</summary>
    protected static void Until(Func<bool> happened, string what, Func<string> instead)
    {
        for (var clock = Stopwatch.StartNew(); !happened(); Thread.Sleep(5))
            if (clock.Elapsed > Patience) Assert.Fail($"Never: {what}. Instead: {instead()}");
    }

    private static T Run<T>(Func<Task<T>> work) => Task.Run(work).GetAwaiter().GetResult();
}
