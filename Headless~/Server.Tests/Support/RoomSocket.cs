using System;
using System.Net.WebSockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Newtonsoft.Json.Linq;
using NUnit.Framework;

namespace Earshot.Tests;

/// <summary>A bare client of the room protocol.</summary>
public sealed class RoomSocket : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly ClientWebSocket _socket = new();

    public static async Task<RoomSocket> OpenAsync(Uri rooms, string room)
    {
        var client = new RoomSocket();
        await client._socket.ConnectAsync(new Uri($"{rooms}/{room}"), CancellationToken.None);
        return client;
    }

    /// <summary>Opens, joins and reads the welcome.</summary>
    public static async Task<(RoomSocket Socket, JObject Welcome)> JoinAsync(Uri rooms, string room, string token)
    {
        RoomSocket client = await OpenAsync(rooms, room);
        await client.SendAsync(new JObject { ["type"] = "join", ["protocol"] = 1, ["token"] = token }.ToString());
        return (client, await client.ReceiveAsync("welcome"));
    }

    /// <summary>What the server said when it closed.</summary>
    public string? CloseReason => _socket.CloseStatusDescription;

    public Task SendAsync(string text) => _socket.SendAsync(
        Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, CancellationToken.None);

    public Task SendBinaryAsync(byte[] bytes) =>
        _socket.SendAsync(bytes, WebSocketMessageType.Binary, true, CancellationToken.None);

    /// <summary>Reads the next message, which must be of that type.</summary>
    public async Task<JObject> ReceiveAsync(string type)
    {
        JObject? message = await ReceiveAsync();
        Assert.That((string?)message?["type"], Is.EqualTo(type), message?.ToString());
        return message!;
    }

    /// <summary>Reads an error and then the end of the connection.</summary>
    public async Task<JObject> ReceiveRefusalAsync(string code)
    {
        JObject error = await ReceiveAsync("error");
        Assert.That((string?)error["code"], Is.EqualTo(code), error.ToString());
        Assert.That((string?)error["message"], Does.Match(@"^[A-Z""].{20,}\.$"), "one sentence says what to do");
        Assert.That(await ReceiveAsync(), Is.Null, "nothing follows an error");
        return error;
    }

    /// <summary>Reads the next message; null when the server has closed.</summary>
    public async Task<JObject?> ReceiveAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        byte[] buffer = new byte[256 * 1024];
        int length = 0;
        while (true)
        {
            var part = await _socket.ReceiveAsync(buffer.AsMemory(length), patience.Token);
            length += part.Count;
            if (part.MessageType == WebSocketMessageType.Close) return null;
            if (part.EndOfMessage) return JObject.Parse(Encoding.UTF8.GetString(buffer, 0, length));
        }
    }

    /// <summary>Goes away without a word.</summary>
    public void Abort() => _socket.Abort();

    public async ValueTask DisposeAsync()
    {
        if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
        {
            using var patience = new CancellationTokenSource(Patience);
            await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", patience.Token);
        }

        _socket.Dispose();
    }
}
