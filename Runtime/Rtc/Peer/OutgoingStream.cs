#nullable enable
using System.Text;
using Earshot.Rtc.Streams;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc
{
    /// <summary>The stream a section sends, and whether the other side knows it yet.</summary>
    internal sealed class OutgoingStream
    {
        public readonly Transceiver Transceiver;

        public readonly SendStream Stream;

        /// <summary>The mid as the header extension carries it.</summary>
        public readonly byte[] MidToken;

        /// <summary>True once a report spoke of the stream: packets then need no mid any more (RFC 8843 section
        /// 15.1).</summary>
        public bool IsKnown;

        public OutgoingStream(Transceiver transceiver, IRandom random)
        {
            Transceiver = transceiver;
            Stream = new SendStream(transceiver.SendSsrc, random);
            MidToken = Encoding.UTF8.GetBytes(transceiver.Mid.Value);
        }

        public bool CarriesMid => !IsKnown && Transceiver.MidExtensionId != 0;
    }
}
