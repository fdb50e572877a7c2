using System;
using System.Net.WebSockets;
using System.Text;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Earshot.Rooms.Api;

namespace Earshot.Server.Rooms;

/// <summary>One WebSocket of a room. Sending never waits: frames queue, and a client that does not take them is dropped
/// when the queue is full. A dead socket is found by the pings of the WebSocket layer.</summary>
internal sealed class RoomConnection : IRoomMember
{
    /// <summary>The longest message a client may send, in bytes.</summary>
    public const int MaxMessage = 16 * 1024;

    /// <summary>Frames that may wait for a slow client: several changes of everybody in a full room.</summary>
    private const int MaxQueued = 5 * Room.MaxPlayers;
    private static readonly TimeSpan GoodbyeWithin = TimeSpan.FromSeconds(2);

    private readonly WebSocket _socket;
    private readonly byte[] _buffer = new byte[MaxMessage];
    private readonly Channel<byte[]> _outgoing = Channel.CreateBounded<byte[]>(MaxQueued);
    private readonly CancellationToken _serverCloses;
    private readonly CancellationTokenSource _ended;
    private Task<ReceivedMessage>? _reading;

    public RoomConnection(WebSocket socket, CancellationToken serverCloses)
    {
        _socket = socket;
        _serverCloses = serverCloses;
        _ended = CancellationTokenSource.CreateLinkedTokenSource(serverCloses);
    }

    /// <summary>A message as the bytes of its text frame.</summary>
    public static byte[] Encode(ServerMessage message) => Encoding.UTF8.GetBytes(message.ToString());

    /// <summary>Runs a conversation, sends what it left in the queue, and closes the socket.</summary>
    public async Task RunAsync(Func<Task> converse)
    {
        Task writing = WriteAsync();
        try
        {
            await converse();
        }
        finally
        {
            End(null);
            Task goodbye = GoodbyeAsync(writing);
            await goodbye.WaitAsync(GoodbyeWithin).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _socket.Abort();
            _ended.Dispose();
        }
    }

    /// <summary>Queues a message.</summary>
    public void Send(ServerMessage message) => Send(Encode(message));

    /// <summary>Queues a frame; drops the connection when it does not keep up.</summary>
    public void Send(byte[] frame)
    {
        if (!_outgoing.Writer.TryWrite(frame) && !_ended.IsCancellationRequested) _socket.Abort();
    }

    /// <summary>Sends a last message, if any, and ends the conversation.</summary>
    public void End(ServerMessage.Refused? last)
    {
        if (last != null) _outgoing.Writer.TryWrite(Encode(last));
        _ = _ended.CancelAsync();
        _outgoing.Writer.TryComplete();
    }

    /// <summary>Waits for the next message.</summary>
    public async Task<ReceivedMessage> ReceiveAsync(TimeSpan within)
    {
        try
        {
            _reading ??= ReadAsync();
            ReceivedMessage received = await _reading.WaitAsync(within, _ended.Token);
            _reading = null;
            return received;
        }
        catch (TimeoutException)
        {
            return new ReceivedMessage(null, $"Nothing came within {within.TotalSeconds:0} seconds.");
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            return ReceivedMessage.End;
        }
    }

    /// <summary>Waits until everything is sent and the client has closed too: aborting earlier could take the last
    /// message from it.</summary>
    private async Task GoodbyeAsync(Task writing)
    {
        await writing;
        while (_socket.State is WebSocketState.Open or WebSocketState.CloseSent)
        {
            await (_reading ?? ReadAsync());
            _reading = null;
        }
    }

    private async Task<ReceivedMessage> ReadAsync()
    {
        int length = 0;
        while (true)
        {
            var part = await _socket.ReceiveAsync(_buffer.AsMemory(length), CancellationToken.None);
            length += part.Count;
            if (part.MessageType == WebSocketMessageType.Close) return ReceivedMessage.End;
            if (part.MessageType == WebSocketMessageType.Binary)
                return new ReceivedMessage(null, "Messages are text frames, not binary ones.");
            if (part.EndOfMessage) break;
            if (length == MaxMessage) return new ReceivedMessage(null, $"A message has at most {MaxMessage} bytes.");
        }

        string text = Encoding.UTF8.GetString(_buffer, 0, length);
        return ClientMessage.TryParse(text, out ClientMessage? message, out string error)
            ? new ReceivedMessage(message, "")
            : new ReceivedMessage(null, error);
    }

    private async Task WriteAsync()
    {
        try
        {
            await foreach (byte[] frame in _outgoing.Reader.ReadAllAsync())
                await _socket.SendAsync(frame, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
            WebSocketCloseStatus status = _serverCloses.IsCancellationRequested
                ? WebSocketCloseStatus.EndpointUnavailable
                : WebSocketCloseStatus.NormalClosure;
            string reason = _serverCloses.IsCancellationRequested ? "The server is closing. Join again." : "";
            await _socket.CloseOutputAsync(status, reason, CancellationToken.None);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or InvalidOperationException)
        {
            // The socket is gone; the conversation ends by itself.
        }
    }
}
