#nullable enable
using System;
using System.Buffers.Binary;

namespace Earshot.Rtc.Stun
{
    /// <summary>SHA-1 (https://www.rfc-editor.org/rfc/rfc3174) piece by piece, which can go on from a state it was in
    /// before.</summary>
    internal sealed unsafe class Sha1
    {
        public const int BlockLength = 64;

        private const byte EndMark = 0x80;
        private const int CountLength = 8;
        private const int BitsAByte = 8;

        private readonly byte[] _block = new byte[BlockLength];
        private int _length;

        /// <summary>The five words it has come to; the hash, once <see cref="Finish"/> was called.</summary>
        public uint[] State { get; } = new uint[5];

        /// <summary>Begins with nothing.</summary>
        public void Reset()
        {
            State[0] = 0x67452301;
            State[1] = 0xEFCDAB89;
            State[2] = 0x98BADCFE;
            State[3] = 0x10325476;
            State[4] = 0xC3D2E1F0;
            _length = 0;
        }

        /// <summary>Begins with one block that led to that state.</summary>
        public void ResumeAfterBlock(uint[] state)
        {
            for (int i = 0; i < State.Length; i++) State[i] = state[i];
            _length = BlockLength;
        }

        /// <summary>Takes bytes in.</summary>
        public void Update(ReadOnlySpan<byte> bytes)
        {
            fixed (byte* source = bytes, block = _block)
            {
                int at = _length % BlockLength;
                int taken = 0;
                while (at + bytes.Length - taken >= BlockLength)
                {
                    Buffer.MemoryCopy(source + taken, block + at, BlockLength - at, BlockLength - at);
                    taken += BlockLength - at;
                    at = 0;
                    Sha1Rounds.Compress(State, _block);
                }

                Buffer.MemoryCopy(source + taken, block + at, BlockLength - at, bytes.Length - taken);
            }

            _length += bytes.Length;
        }

        /// <summary>Ends the message.</summary>
        public void Finish()
        {
            int at = _length % BlockLength;
            _block[at++] = EndMark;
            if (at > BlockLength - CountLength)
            {
                Array.Clear(_block, at, BlockLength - at);
                Sha1Rounds.Compress(State, _block);
                at = 0;
            }

            Array.Clear(_block, at, BlockLength - CountLength - at);
            BinaryPrimitives.WriteInt64BigEndian(_block.AsSpan(BlockLength - CountLength), (long)_length * BitsAByte);
            Sha1Rounds.Compress(State, _block);
        }
    }
}
