#nullable enable
using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Earshot.Realtime;
using Earshot.Rtc.Sctp;
using SIPSorcery.Net;

namespace Earshot.Engines.SipSorcery
{
    /// <summary>Makes the data channels of a connection. SIPSorcery makes one in one of two ways, before the connection
    /// stands and on an association that stands, and neither while it is being set up; so each waits here until there
    /// is an association, and the first one asks for it.</summary>
    internal sealed class Channels
    {
        private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(5);

        private readonly List<SipSorceryChannel> _all = new List<SipSorceryChannel>();
        private readonly Connection _connection;
        private bool _hasAsked;

        public Channels(Connection connection) => _connection = connection;

        public SipSorceryChannel Create(string label, DataChannelInit init, IDataChannelSink sink)
        {
            var channel = new SipSorceryChannel(sink, Connection.MaxMessageSize);
            lock (_all) _all.Add(channel);
            Task.Run(() => OpenAsync(channel, label, ToInit(init)));
            return channel;
        }

        public void Close()
        {
            lock (_all)
            {
                foreach (SipSorceryChannel channel in _all) channel.Close();
                _all.Clear();
            }
        }

        private async Task OpenAsync(SipSorceryChannel channel, string label, RTCDataChannelInit init)
        {
            while (_connection.sctp.state != RTCSctpTransportState.Connected)
            {
                if (_connection.IsClosed || channel.State == DataChannelState.Closed) return;
                if (_connection.IsSctpStarted) Ask();
                await Task.Delay(Step).ConfigureAwait(false);
            }

            // Not awaited: the task of a negotiated one never ends, since it opens before the task looks for that.
            _ = _connection.createDataChannel(label, init);
            foreach (RTCDataChannel made in _connection.DataChannels)
                if (made.label == label && (init.id == null || made.id == init.id)) channel.Adopt(made);
        }

        private void Ask()
        {
            lock (_all)
            {
                if (_hasAsked) return;
                _hasAsked = true;
            }

            _connection.sctp.Associate();
        }

        private static RTCDataChannelInit ToInit(DataChannelInit init) => new RTCDataChannelInit
        {
            ordered = init.Ordered,
            maxRetransmits = (ushort?)init.MaxRetransmits,
            maxPacketLifeTime = (ushort?)init.MaxPacketLifeTime?.TotalMilliseconds,
            protocol = init.Protocol,
            negotiated = init.Negotiated != null,
            id = init.Negotiated?.Value ?? init.Announced?.Value,
        };
    }
}
