#nullable enable
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using Earshot.Realtime;

namespace Earshot.Tests
{
    /// <summary>A data channel's sink that remembers: "text|binary message", the message's length where it is
    /// long.</summary>
    internal sealed class ChannelEar : IDataChannelSink
    {
        private readonly ConcurrentQueue<string> _heard = new ConcurrentQueue<string>();
        private int _opened;
        private int _closed;

        public IReadOnlyList<string> Heard => _heard.ToList();

        public int Opened => Volatile.Read(ref _opened);

        public int Closed => Volatile.Read(ref _closed);

        public void OnOpened() => Interlocked.Increment(ref _opened);

        public void OnClosed() => Interlocked.Increment(ref _closed);

        public void OnMessage(ReadOnlySpan<byte> payload, bool isText)
        {
            string text = payload.Length > 100 ? $"{payload.Length} bytes" : Encoding.ASCII.GetString(payload);
            _heard.Enqueue($"{(isText ? "text" : "binary")} {text}");
        }
    }
}
