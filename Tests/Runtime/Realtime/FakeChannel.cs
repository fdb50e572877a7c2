#nullable enable
using System;
using System.Collections.Generic;
using System.Text;
using Earshot.Realtime;
using Earshot.Rtc.Sctp;

namespace Earshot.Tests
{
    /// <summary>A data channel that only remembers.</summary>
    internal sealed class FakeChannel : IRtcDataChannel
    {
        public readonly List<string> Sent = new List<string>();

        public FakeChannel(IDataChannelSink sink) => Sink = sink;

        public IDataChannelSink Sink { get; }

        public DataChannelState State { get; set; } = DataChannelState.Open;

        public int BufferedAmount => 0;

        public bool TrySend(ReadOnlySpan<byte> payload, bool isText)
        {
            if (State != DataChannelState.Open) return false;
            Sent.Add(Encoding.UTF8.GetString(payload.ToArray()));
            return true;
        }

        public void Close() => State = DataChannelState.Closed;
    }
}
