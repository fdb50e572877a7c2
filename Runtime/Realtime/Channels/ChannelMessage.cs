#nullable enable
using System.Text;

namespace Earshot.Realtime
{
    /// <summary>A message that came on a data channel. A value of its own: nothing reuses its bytes.</summary>
    public readonly struct ChannelMessage
    {
        /// <summary>What was sent; of text, its UTF-8.</summary>
        public byte[] Payload { get; }

        /// <summary>True when it was sent as text.</summary>
        public bool IsText { get; }

        /// <summary>The payload as text.</summary>
        public string Text => Encoding.UTF8.GetString(Payload);

        public ChannelMessage(byte[] payload, bool isText)
        {
            Payload = payload;
            IsText = isText;
        }

        public override string ToString() => IsText ? Text : $"{Payload.Length} bytes";
    }
}
