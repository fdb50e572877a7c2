#nullable enable
using System;
using System.Text;
using Earshot.Realtime;
using Earshot.Rtc.Sctp;
using SIPSorcery.Net;

namespace Earshot.Engines.SipSorcery
{
    /// <summary>A data channel of SIPSorcery's, from the moment there is an association to carry it. Closing it is not
    /// told to the other side, nor do we learn of a close: SIPSorcery resets no streams.</summary>
    internal sealed class SipSorceryChannel : IRtcDataChannel
    {
        private const int MaxWaiting = 1024 * 1024; // SIPSorcery would take any number of bytes

        private readonly object _gate = new object();
        private readonly IDataChannelSink _sink;
        private readonly int _maxLength;
        private RTCDataChannel? _channel;
        private bool _isOpen;
        private bool _isClosed;

        public SipSorceryChannel(IDataChannelSink sink, int maxLength)
        {
            _sink = sink;
            _maxLength = maxLength;
        }

        public DataChannelState State
        {
            get
            {
                lock (_gate)
                {
                    return _isClosed ? DataChannelState.Closed
                        : _isOpen ? DataChannelState.Open : DataChannelState.Connecting;
                }
            }
        }

        public int BufferedAmount => (int)(_channel?.bufferedAmount ?? 0);

        public bool TrySend(ReadOnlySpan<byte> payload, bool isText)
        {
            if (payload.Length > _maxLength)
                throw new ArgumentException($"A message is at most {_maxLength} bytes; cut it.", nameof(payload));
            RTCDataChannel? channel = _channel;
            if (channel == null || State != DataChannelState.Open || BufferedAmount > MaxWaiting) return false;
            if (isText) channel.send(Encoding.UTF8.GetString(payload));
            else channel.send(payload.ToArray());
            return true;
        }

        public void Close()
        {
            RTCDataChannel? channel;
            lock (_gate)
            {
                if (_isClosed) return;
                _isClosed = true;
                channel = _channel;
            }

            channel?.close();
            _sink.OnClosed();
        }

        /// <summary>Takes what SIPSorcery made for it.</summary>
        public void Adopt(RTCDataChannel channel)
        {
            _channel = channel;
            channel.onmessage += OnMessage;
            channel.onclose += Close;
            channel.onopen += OnOpened;
            if (channel.IsOpened) OnOpened();
        }

        private void OnOpened()
        {
            lock (_gate)
            {
                if (_isOpen || _isClosed) return;
                _isOpen = true;
            }

            _sink.OnOpened();
        }

        private void OnMessage(RTCDataChannel channel, DataChannelPayloadProtocols protocol, byte[] payload)
        {
            bool isEmpty = protocol == DataChannelPayloadProtocols.WebRTC_String_Empty ||
                protocol == DataChannelPayloadProtocols.WebRTC_Binary_Empty; // one byte stands for none
            bool isText = protocol == DataChannelPayloadProtocols.WebRTC_String ||
                protocol == DataChannelPayloadProtocols.WebRTC_String_Empty;
            _sink.OnMessage(isEmpty ? default : payload.AsSpan(), isText);
        }
    }
}
