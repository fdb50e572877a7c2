#nullable enable
using System;
using Earshot.Io;
using Earshot.Rtc.Sctp;

namespace Earshot.Realtime
{
    /// <summary>A data channel of Earshot's own engine.</summary>
    internal sealed class RtcDataChannel : IRtcDataChannel
    {
        private readonly PeerDriver _driver;
        private readonly DataChannel _channel;

        public RtcDataChannel(PeerDriver driver, DataChannel channel)
        {
            _driver = driver;
            _channel = channel;
        }

        public DataChannelState State => _channel.State;

        public int BufferedAmount => _channel.BufferedAmount;

        public bool TrySend(ReadOnlySpan<byte> payload, bool isText) => _driver.TrySend(_channel, payload, isText);

        public void Close()
        {
            try
            {
                _driver.Run((peer, now) =>
                {
                    peer.Close(now, _channel);
                    return true;
                });
            }
            catch (ObjectDisposedException)
            {
                // Its connection has ended, and it with it.
            }
        }
    }
}
