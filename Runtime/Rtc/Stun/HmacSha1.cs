#nullable enable
using System;
using System.Buffers.Binary;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Stun
{
    /// <summary>HMAC-SHA1 (https://www.rfc-editor.org/rfc/rfc2104) that hashes the padded key once, for all
    /// codes.</summary>
    public sealed unsafe class HmacSha1 : IMac
    {
        private const byte InnerPad = 0x36;
        private const byte OuterPad = 0x5C;
        private const int BlockWords = Sha1.BlockLength / sizeof(uint);
        private const int HashWords = 5;
        private const uint EndMark = 0x80000000;
        private const uint OuterBits = 8 * (Sha1.BlockLength + HashWords * sizeof(uint));

        private readonly Sha1 _hash = new Sha1();
        private readonly uint[] _inner;
        private readonly uint[] _outer;
        private readonly uint[] _code = new uint[HashWords];

        public HmacSha1(ReadOnlySpan<byte> key)
        {
            Span<byte> block = stackalloc byte[Sha1.BlockLength];
            block.Clear();
            if (key.Length <= Sha1.BlockLength)
            {
                key.CopyTo(block);
            }
            else
            {
                _hash.Reset();
                _hash.Update(key);
                _hash.Finish();
                for (int i = 0; i < HashWords; i++)
                    BinaryPrimitives.WriteUInt32BigEndian(block.Slice(sizeof(uint) * i), _hash.State[i]);
            }

            _inner = StateAfter(block, InnerPad);
            _outer = StateAfter(block, OuterPad);
        }

        public void Compute(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, Span<byte> tag)
        {
            _hash.ResumeAfterBlock(_inner);
            _hash.Update(first);
            _hash.Update(second);
            _hash.Finish();

            // The outer hash is that of the inner one's words: a single block, padded by hand.
            uint* block = stackalloc uint[BlockWords];
            for (int i = 0; i < BlockWords; i++) block[i] = i < HashWords ? _hash.State[i] : 0;
            block[HashWords] = EndMark;
            block[BlockWords - 1] = OuterBits;
            for (int i = 0; i < HashWords; i++) _code[i] = _outer[i];
            Sha1Rounds.Compress(_code, block);
            for (int i = 0; i < tag.Length; i++) tag[i] = (byte)(_code[i >> 2] >> 24 - 8 * (i & 3));
        }

        private uint[] StateAfter(ReadOnlySpan<byte> key, byte pad)
        {
            Span<byte> block = stackalloc byte[Sha1.BlockLength];
            for (int i = 0; i < block.Length; i++) block[i] = (byte)(key[i] ^ pad);
            _hash.Reset();
            _hash.Update(block);
            return (uint[])_hash.State.Clone();
        }
    }
}
