#nullable enable
using System;
using System.IO;
using System.Net.WebSockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Earshot.Rooms.Api;

namespace Earshot.Rooms
{
    /// <summary>One WebSocket that carries the room's messages as text frames. Any thread may send; one
    /// receives.</summary>
    internal sealed class RoomSocket : IDisposable
    {
        private const int LargestMessage = 1 << 20;

        private readonly ClientWebSocket _socket = new ClientWebSocket();
        private readonly SemaphoreSlim _sending = new SemaphoreSlim(1, 1);
        private readonly byte[] _chunk = new byte[16 * 1024];

        public Task ConnectAsync(Uri address, CancellationToken cancellation) =>
            _socket.ConnectAsync(address, cancellation);

        public async Task SendAsync(ClientMessage message, CancellationToken cancellation)
        {
            var frame = new ArraySegment<byte>(Encoding.UTF8.GetBytes(message.ToString()));
            await _sending.WaitAsync(cancellation).ConfigureAwait(false);
            try
            {
                await _socket.SendAsync(frame, WebSocketMessageType.Text, true, cancellation).ConfigureAwait(false);
            }
            finally
            {
                _sending.Release();
            }
        }

        /// <summary>The next text frame; null when the other side closed.</summary>
        public async Task<string?> ReceiveAsync(CancellationToken cancellation)
        {
            using var message = new MemoryStream();
            while (true)
            {
                WebSocketReceiveResult part =
                    await _socket.ReceiveAsync(new ArraySegment<byte>(_chunk), cancellation).ConfigureAwait(false);
                if (part.MessageType == WebSocketMessageType.Close) return null;
                message.Write(_chunk, 0, part.Count);
                if (message.Length > LargestMessage) throw new IOException("it sent a message of over 1 MiB");
                if (part.EndOfMessage) return Encoding.UTF8.GetString(message.GetBuffer(), 0, (int)message.Length);
            }
        }

        public void Dispose() => _socket.Dispose();
    }
}
