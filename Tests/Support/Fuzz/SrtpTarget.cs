#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Io.Crypto;
using Earshot.Rtc.Dtls;
using Earshot.Rtc.Rtp;
using Earshot.Rtc.Srtp;
using Earshot.Rtc.Wire;

namespace Earshot.Tests
{
    /// <summary>SRTP and SRTCP under real keys: what the other side protected comes back to the bit, and nothing else
    /// gets in.</summary>
    public sealed class SrtpTarget : IFuzzTarget
    {
        private readonly RtpTarget _rtp = new RtpTarget();
        private readonly SrtpSession _sender;
        private readonly SrtpSession _receiver;
        private readonly byte[] _buffer = new byte[4096];
        private long _seq;

        public SrtpTarget()
        {
            const SrtpProfile profile = SrtpProfile.AeadAes128Gcm;
            var keys = new byte[SrtpSession.KeyingMaterialLength(profile)];
            var crypto = new ManagedSrtpCrypto();
            _sender = new SrtpSession(crypto, profile, keys, isClient: true);
            _receiver = new SrtpSession(crypto, profile, keys, isClient: false);
        }

        public string Name => "srtp";

        public IEnumerable<byte[]> Seeds => _rtp.Seeds;

        public void Run(byte[] input)
        {
            TryForged(input);
            if (!RtpHeader.TryParse(input, out RtpHeader header)) return;
            input.CopyTo(_buffer, 0);
            var seq = new SeqNo(_seq++);
            if (!_sender.TryProtectRtp(_buffer, input.Length, seq, out int length)) return;
            bool isBack = _receiver.TryUnprotectRtp(_buffer.AsSpan(0, length), header.HeaderLength, seq, out int plain);
            FuzzTargets.Require(isBack && plain == input.Length, "what was protected comes back");
            FuzzTargets.Require(_buffer.AsSpan(0, plain).SequenceEqual(input), "unchanged");
        }

        private void TryForged(byte[] input)
        {
            input.CopyTo(_buffer, 0);
            Span<byte> forged = _buffer.AsSpan(0, input.Length);
            if (RtpHeader.TryParse(forged, out RtpHeader header))
            {
                bool isIn = _receiver.TryUnprotectRtp(forged, header.HeaderLength, new SeqNo(_seq), out _);
                FuzzTargets.Require(!isIn, "nothing forged gets in");
            }

            input.CopyTo(_buffer, 0);
            FuzzTargets.Require(!_receiver.TryUnprotectRtcp(forged, out _, out _), "no forged report gets in");
        }
    }
}
