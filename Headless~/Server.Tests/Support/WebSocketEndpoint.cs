using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Earshot.Tests;

/// <summary>A service that the SFU's adapters dial: it keeps what comes, and sends what a test wants sent. At /redirect
/// it points elsewhere, at /silent it never answers, anywhere else it is no WebSocket.</summary>
public sealed class WebSocketEndpoint : IAsyncDisposable
{
    private readonly WebApplication _web;
    private readonly CancellationTokenSource _ending = new();
    private WebSocket? _socket;

    private WebSocketEndpoint(WebApplication web) => _web = web;

    /// <summary>The messages that came.</summary>
    public ConcurrentQueue<byte[]> Received { get; } = new();

    /// <summary>How often it was dialled.</summary>
    public int Dialled { get; private set; }

    /// <summary>Its address, without a path.</summary>
    public string Address { get; private set; } = "";

    public static async Task<WebSocketEndpoint> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.WebHost.UseSockets(sockets =>
        {
            sockets.MaxReadBufferSize = 16 * 1024;
            sockets.CreateBoundListenSocket = address =>
            {
                Socket socket = SocketTransportOptions.CreateDefaultBoundListenSocket(address);
                socket.ReceiveBufferSize = 16 * 1024;
                return socket;
            };
        });
        WebApplication web = builder.Build();
        var endpoint = new WebSocketEndpoint(web);
        web.UseWebSockets();
        web.Map("/media", endpoint.ServeAsync);
        web.Map("/redirect", context =>
        {
            context.Response.Redirect("/media");
            return Task.CompletedTask;
        });
        web.Map("/silent", context => Task.Delay(Timeout.Infinite, endpoint._ending.Token));
        await web.StartAsync();
        var addresses = web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        endpoint.Address = addresses.Addresses.First().Replace("http:", "ws:");
        return endpoint;
    }

    public Task SendAsync(byte[] message) =>
        _socket!.SendAsync(message, WebSocketMessageType.Binary, true, CancellationToken.None);

    /// <summary>Says goodbye.</summary>
    public Task CloseAsync() =>
        _socket!.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", CancellationToken.None);

    /// <summary>Breaks the connection; the next one is taken.</summary>
    public void Break()
    {
        _socket!.Abort();
        _socket = null;
    }

    public bool IsDialled => _socket != null;

    /// <summary>True to read nothing more for now; it has small buffers, so that its peer soon notices.</summary>
    public bool IsAsleep { get; set; }

    /// <summary>True when the other side has said goodbye.</summary>
    public bool IsClosed { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _web.DisposeAsync();
    }

    private async Task ServeAsync(HttpContext context)
    {
        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
        Dialled++;
        _socket = socket;
        byte[] buffer = new byte[1024 * 1024];
        int length = 0;
        try
        {
            while (true)
            {
                while (IsAsleep) await Task.Delay(10, _ending.Token);
                var rest = new ArraySegment<byte>(buffer, length, buffer.Length - length);
                WebSocketReceiveResult part = await socket.ReceiveAsync(rest, _ending.Token);
                IsClosed = part.MessageType == WebSocketMessageType.Close;
                if (IsClosed) return;
                length += part.Count;
                if (!part.EndOfMessage) continue;
                Received.Enqueue(buffer[..length]);
                length = 0;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            // The test is over, or broke it.
        }
    }
}
