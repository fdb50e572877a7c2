using System;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;
using Earshot.Rtc;
using Earshot.Rtc.Wire;
using Earshot.Sfu.Tracks;

namespace Earshot.Server.Adapters;

/// <summary>A published track on its way to a WebSocket. A socket that breaks is dialled again for a while, on the same
/// address.</summary>
internal sealed class EgressAdapter : IAdapter, ISubscriber
{
    private readonly Sfu.Sfu _sfu;
    private readonly PublishedTrack _track;
    private readonly IEgressMedia _media;
    private readonly Func<CancellationToken, Task<WebSocket?>> _redial;
    private readonly TimeSpan _redialFor;
    private readonly CancellationTokenSource _ending = new();
    private long _bytesProcessed;

    /// <param name="sfu">Where the track lives.</param>
    /// <param name="track">The track; the adapter subscribes to it by itself.</param>
    /// <param name="media">What becomes of it; the adapter disposes of it.</param>
    /// <param name="socket">The endpoint, dialled.</param>
    /// <param name="redial">Dials it again; null when that fails.</param>
    /// <param name="redialFor">How long to try that.</param>
    public EgressAdapter(
        Sfu.Sfu sfu,
        PublishedTrack track,
        IEgressMedia media,
        WebSocket socket,
        Func<CancellationToken, Task<WebSocket?>> redial,
        TimeSpan redialFor)
    {
        _sfu = sfu;
        _track = track;
        _media = media;
        _redial = redial;
        _redialFor = redialFor;
        Ended = RunAsync(socket);
    }

    public long BytesProcessed => Interlocked.Read(ref _bytesProcessed);

    public Task Ended { get; }

    public void Forward(Instant now, in PeerEvent packet) => _media.HandlePacket(now, packet);

    public void HandleClosed() => _media.HandleClosed();

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await Ended;
    }

    private async Task RunAsync(WebSocket socket)
    {
        WebSocket? open = socket;
        try
        {
            await SubscribeAsync();
            while (open != null && await _media.NextAsync(_ending.Token) is { } message)
            {
                if (await TrySendAsync(open, message))
                {
                    _media.HandleSent();
                    continue;
                }

                open.Dispose();
                open = null;
                open = await RedialAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // Closed by whoever made it.
        }
        finally
        {
            await UnsubscribeAsync();
            if (open != null) await HangUpAsync(open);
            await _media.DisposeAsync();
        }
    }

    private Task SubscribeAsync() => _sfu.RunAsync(_ =>
    {
        if (_track.IsActive) _track.Add(this);
        else HandleClosed();
        return true;
    });

    private Task UnsubscribeAsync() => _sfu.RunAsync(_ =>
    {
        _track.Remove(this);
        return true;
    });

    private async Task<bool> TrySendAsync(WebSocket socket, EgressMessage message)
    {
        try
        {
            await socket.SendAsync(message.Bytes, WebSocketMessageType.Binary, true, _ending.Token);
            Interlocked.Add(ref _bytesProcessed, message.MediaLength);
            return true;
        }
        catch (WebSocketException)
        {
            return false;
        }
    }

    private async Task<WebSocket?> RedialAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(_ending.Token);
        patience.CancelAfter(_redialFor);
        try
        {
            while (true)
            {
                if (await _redial(patience.Token) is { } socket) return socket;
                await Task.Delay(250, patience.Token);
            }
        }
        catch (OperationCanceledException) when (!_ending.IsCancellationRequested)
        {
            return null;
        }
    }

    private static async Task HangUpAsync(WebSocket socket)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        try
        {
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", patience.Token);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            // It is gone already.
        }

        socket.Dispose();
    }
}
