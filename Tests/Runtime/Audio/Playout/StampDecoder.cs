#nullable enable
using System;
using System.Buffers.Binary;
using Earshot.Audio.Opus;

namespace Earshot.Tests
{
    /// <summary>A codec whose samples say when they were spoken: each is its own number in the stream, counted from 0.
    /// What is made up is zero. Payloads look like 20 ms Opus packets, with or without a copy of the one
    /// before.</summary>
    public sealed class StampDecoder : IOpusDecoder
    {
        public const int Wrap = 1 << 23;
        private const byte HybridFullband20Ms = 0x78;

        /// <summary>The payload of a frame.</summary>
        public static byte[] Payload(int frame, bool carriesFec = false)
        {
            var payload = new byte[6];
            payload[0] = HybridFullband20Ms;
            payload[1] = (byte)(carriesFec ? 0x40 : 0);
            BinaryPrimitives.WriteInt32BigEndian(payload.AsSpan(2), frame);
            return payload;
        }

        public int Decode(ReadOnlySpan<byte> payload, Span<float> pcm) =>
            Stamp(BinaryPrimitives.ReadInt32BigEndian(payload.Slice(2)), pcm.Slice(0, 960));

        public int DecodeFec(ReadOnlySpan<byte> nextPayload, Span<float> pcm) =>
            Stamp(BinaryPrimitives.ReadInt32BigEndian(nextPayload.Slice(2)) - 1, pcm);

        public int Conceal(Span<float> pcm)
        {
            pcm.Clear();
            return pcm.Length;
        }

        public void Dispose()
        {
        }

        private static int Stamp(int frame, Span<float> pcm)
        {
            for (int i = 0; i < pcm.Length; i++) pcm[i] = (frame * 960L + i) % Wrap;
            return pcm.Length;
        }
    }
}
