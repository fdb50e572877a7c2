#nullable enable
using System;
using System.Runtime.InteropServices;
using Earshot.Rtc.Srtp;
using Org.BouncyCastle.Crypto;

namespace Earshot.Io.Crypto
{
    /// <summary>AES in counter mode, block by block over BouncyCastle's engine: its own counter mode allocates each
    /// time it is given an IV. The arrays are scratch, since the engine takes no spans.</summary>
    internal sealed class AesCounterCipher : ICounterCipher
    {
        private const int BlockLength = 16;

        private readonly IBlockCipher _aes;
        private readonly byte[] _counter = new byte[BlockLength];
        private readonly byte[] _keystream = new byte[BlockLength];

        /// <summary>Takes over an engine that was initialised to encrypt.</summary>
        public AesCounterCipher(IBlockCipher aes) => _aes = aes;

        public void Apply(ReadOnlySpan<byte> iv, Span<byte> data)
        {
            iv.CopyTo(_counter);
            while (data.Length >= BlockLength)
            {
                NextKeystream();
                XorWord(data, _keystream);
                XorWord(data.Slice(8), _keystream.AsSpan(8));
                data = data.Slice(BlockLength);
            }

            if (data.Length == 0) return;
            NextKeystream();
            for (int i = 0; i < data.Length; i++) data[i] ^= _keystream[i];
        }

        // Unaligned, as payloads are; a cast span would fault on 32-bit ARM.
        private static void XorWord(Span<byte> data, ReadOnlySpan<byte> keystream)
        {
            ulong word = MemoryMarshal.Read<ulong>(data) ^ MemoryMarshal.Read<ulong>(keystream);
            MemoryMarshal.Write(data, ref word);
        }

        // Two bytes count 65,536 blocks, 16 times what the longest datagram holds.
        private void NextKeystream()
        {
            _aes.ProcessBlock(_counter, 0, _keystream, 0);
            if (++_counter[15] == 0) ++_counter[14];
        }
    }
}
