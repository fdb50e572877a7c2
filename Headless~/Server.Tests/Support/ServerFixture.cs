using System;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Earshot.Server;
using NUnit.Framework;

namespace Earshot.Tests;

/// <summary>A server of its own for each fixture, on free ports.</summary>
public abstract class ServerFixture
{
    protected const string AppSecret = "a-secret-of-these-tests-and-of-nothing-else";

    private EarshotServer? _server;

    /// <summary>The server. A test that asks for it is skipped where there is none of ours.</summary>
    protected EarshotServer Server
    {
        get
        {
            if (_server == null) Assert.Ignore("The test looks into the embedded server.");
            return _server!;
        }
    }

    /// <summary>True when another server is tested, which runs already.</summary>
    protected virtual bool IsElsewhere => false;

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
        if (!IsElsewhere) _server = await EarshotServer.StartAsync(Options);
        Http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
    });

    [OneTimeTearDown]
    public void Stop() => Run(async () =>
    {
        Http.Dispose();
        if (_server != null) await _server.DisposeAsync();
    });

    /// <summary>Bytes that the SFU's loop has allocated. Polled, not awaited: to wake whoever awaits, the loop would
    /// hand work to the pool, and a busy pool makes room for it, or a thread, at the loop's expense.</summary>
    protected long Allocated()
    {
        Task<long> told = Server.Sfu.RunAsync(_ => GC.GetAllocatedBytesForCurrentThread());
        SpinWait.SpinUntil(() => told.IsCompleted);
        return told.Result;
    }

    /// <summary>Runs asynchronous work to its end, from a test that is not.</summary>
    protected static void Run(Func<Task> work) => Task.Run(work).GetAwaiter().GetResult();
}
