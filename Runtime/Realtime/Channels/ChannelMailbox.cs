#nullable enable
using System;
using System.Collections.Generic;
using System.Threading.Tasks;

namespace Earshot.Realtime
{
    /// <summary>Takes what comes on a data channel from the network thread to the pool: one at a time, in order. Any
    /// thread.</summary>
    internal sealed class ChannelMailbox : IDataChannelSink
    {
        private readonly object _gate = new object();
        private readonly Queue<Action> _waiting = new Queue<Action>();
        private readonly Action<bool> _opened;
        private readonly Action<ChannelMessage> _came;
        private bool _isTelling;

        /// <param name="opened">Told when the channel has opened (true) and when it has closed (false).</param>
        /// <param name="came">Told of each message.</param>
        public ChannelMailbox(Action<bool> opened, Action<ChannelMessage> came)
        {
            _opened = opened;
            _came = came;
        }

        public void OnOpened() => Tell(() => _opened(true));

        public void OnClosed() => Tell(() => _opened(false));

        public void OnMessage(ReadOnlySpan<byte> payload, bool isText)
        {
            var message = new ChannelMessage(payload.ToArray(), isText);
            Tell(() => _came(message));
        }

        private void Tell(Action news)
        {
            lock (_gate)
            {
                _waiting.Enqueue(news);
                if (_isTelling) return;
                _isTelling = true;
            }

            Task.Run(Drain);
        }

        private void Drain()
        {
            while (true)
            {
                Action news;
                lock (_gate)
                {
                    _isTelling = _waiting.Count > 0;
                    if (!_isTelling) return;
                    news = _waiting.Dequeue();
                }

                news();
            }
        }
    }
}
