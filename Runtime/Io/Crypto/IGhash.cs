#nullable enable
using System;

namespace Earshot.Io.Crypto
{
    /// <summary>GCM's hash (NIST SP 800-38D section 6.4), a polynomial over GF(2^128) evaluated at H.</summary>
    public interface IGhash
    {
        /// <summary>Sets the 16 bytes of H, once.</summary>
        void SetKey(ReadOnlySpan<byte> h);

        /// <summary>Begins anew.</summary>
        void Reset();

        /// <summary>Takes bytes in; a last block that is short counts as padded with zeros.</summary>
        void Update(ReadOnlySpan<byte> bytes);

        /// <summary>Writes the 16 bytes of the hash.</summary>
        void WriteTo(Span<byte> hash);
    }
}
