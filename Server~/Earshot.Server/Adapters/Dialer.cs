using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;
using Earshot.Realtime.Api;

namespace Earshot.Server.Adapters;

/// <summary>Opens WebSockets to endpoints. Redirects are not followed and no header is added; this machine itself is
/// dialled only where the options allow it, whatever name it goes by.</summary>
internal sealed class Dialer : IDisposable
{
    /// <summary>A handshake's outcome: the socket, or why there is none.</summary>
    public readonly record struct Outcome(WebSocket? Socket, ApiError? Error);

    private sealed class LoopbackException : Exception;

    private static readonly ApiError Localhost = new(ApiError.WebSocketLocalhost,
        "The endpoint names localhost. Supply one that the server can reach from outside.");

    private static readonly ApiError Failed = new(ApiError.WebSocketHandshake,
        "The handshake with the provided endpoint failed.");

    private static readonly ApiError TimedOut = new(ApiError.WebSocketTimeout,
        "The handshake with the provided endpoint timed out.");

    /// <summary>What lies in the system's buffer is old before it is sent; its own size would hold a minute of
    /// pictures.</summary>
    private const int SendBuffer = 64 * 1024;

    private readonly bool _mayDialLoopback;
    private readonly TimeSpan _patience;
    private readonly HttpMessageInvoker _http;

    public Dialer(bool mayDialLoopback, TimeSpan patience)
    {
        _mayDialLoopback = mayDialLoopback;
        _patience = patience;
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            ConnectCallback = ConnectAsync,
        });
    }

    /// <summary>True for ws:// and wss:// with a host.</summary>
    public static bool IsEndpoint(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.Scheme is "ws" or "wss" && uri.Host.Length > 0;

    public async Task<Outcome> DialAsync(string endpoint, CancellationToken aborted)
    {
        var socket = new ClientWebSocket();
        using var patient = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        patient.CancelAfter(_patience);
        ApiError error;
        try
        {
            await socket.ConnectAsync(new Uri(endpoint), _http, patient.Token);
            return new Outcome(socket, null);
        }
        catch (WebSocketException e)
        {
            error = e.GetBaseException() is LoopbackException ? Localhost : Failed;
        }
        catch (OperationCanceledException) when (!aborted.IsCancellationRequested)
        {
            error = TimedOut;
        }

        socket.Dispose();
        return new Outcome(null, error);
    }

    public void Dispose() => _http.Dispose();

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken aborted)
    {
        IPAddress[] addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, aborted);
        if (!_mayDialLoopback && addresses.Any(IsThisMachine)) throw new LoopbackException();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, SendBufferSize = SendBuffer };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, aborted);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static bool IsThisMachine(IPAddress ip) =>
        IPAddress.IsLoopback(ip) || ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any);
}
