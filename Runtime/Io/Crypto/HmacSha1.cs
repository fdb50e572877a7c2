#nullable enable
using System;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Macs;
using Org.BouncyCastle.Crypto.Parameters;
using IMac = Earshot.Rtc.Srtp.IMac;

namespace Earshot.Io.Crypto
{
    /// <summary>HMAC-SHA1 over BouncyCastle, which keeps the digest's state after the padded key and so hashes the key
    /// once. The arrays are scratch, since it takes no spans.</summary>
    internal sealed class HmacSha1 : IMac
    {
        private readonly HMac _hmac = new HMac(new Sha1Digest());
        private readonly byte[] _chunk = new byte[2048];
        private readonly byte[] _code = new byte[20];

        public HmacSha1(ReadOnlySpan<byte> key) => _hmac.Init(new KeyParameter(key.ToArray()));

        public void Compute(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, Span<byte> tag)
        {
            Update(first);
            Update(second);
            _hmac.DoFinal(_code, 0);
            _code.AsSpan(0, tag.Length).CopyTo(tag);
        }

        private void Update(ReadOnlySpan<byte> bytes)
        {
            while (bytes.Length > 0)
            {
                int length = Math.Min(_chunk.Length, bytes.Length);
                bytes.Slice(0, length).CopyTo(_chunk);
                _hmac.BlockUpdate(_chunk, 0, length);
                bytes = bytes.Slice(length);
            }
        }
    }
}
