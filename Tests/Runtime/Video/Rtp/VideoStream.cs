#nullable enable
using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using Earshot.Rtc.Wire;
using Earshot.Video.Rtp;

namespace Earshot.Tests
{
    /// <summary>Makes the packets of frames that hold nothing but their number, so often that each packet has it.
    /// </summary>
    public sealed class VideoStream
    {
        private const int Tick = 3000;
        private const int MaxPayload = 100;

        private readonly Vp8Packetizer _packetizer = new Vp8Packetizer(new SeededRandom(1), MaxPayload);
        private readonly HashSet<int> _keys = new HashSet<int>();
        private SeqNo _seq;
        private int _number;

        public VideoStream(SeqNo first, int firstNumber = 0)
        {
            _seq = first;
            _number = firstNumber;
        }

        public bool IsKey(int number) => _keys.Contains(number);

        public RtpTime Time(int number) => new RtpTime(uint.MaxValue - 20 * Tick) + number * Tick;

        public static int NumberOf(ReadOnlySpan<byte> frame)
        {
            int number = BinaryPrimitives.ReadInt32LittleEndian(frame.Slice(1));
            for (int at = 1; at + 8 <= frame.Length; at += 4)
            {
                if (BinaryPrimitives.ReadInt32LittleEndian(frame.Slice(at)) != number)
                    throw new InvalidOperationException("The frame is made of several.");
            }

            return number;
        }

        /// <summary>The next frame's packets.</summary>
        public List<VideoPacket> Next(bool isKey, int packets)
        {
            var frame = new byte[1 + 4 * 20 * packets];
            frame[0] = (byte)(isKey ? 0x10 : 0x11);
            for (int at = 1; at < frame.Length; at += 4)
                BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(at), _number);
            if (isKey) _keys.Add(_number);
            _packetizer.HandleFrame(frame);
            var made = new List<VideoPacket>();
            while (_packetizer.TryPollPayload(out ReadOnlySpan<byte> payload, out bool isLast))
            {
                made.Add(new VideoPacket(_seq, Time(_number), isLast, payload.ToArray()));
                _seq += 1;
            }

            _number++;
            return made;
        }

        public List<VideoPacket> Padding(int count)
        {
            var made = new List<VideoPacket>();
            for (int i = 0; i < count; i++)
            {
                made.Add(new VideoPacket(_seq, Time(_number), false, Array.Empty<byte>()));
                _seq += 1;
            }

            return made;
        }

        public void Skip(int packets) => _seq += packets;
    }
}
