#nullable enable
using System;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Earshot.Audio.Opus
{
    /// <summary>libopus's encoder with in-band FEC on and DTX off: the SFU forgets a track that sends nothing for 30 s.
    /// </summary>
    internal sealed class LibOpusEncoder : IOpusEncoder
    {
        private readonly LibOpusEncoderHandle _handle;
        private readonly int _channels;
        private int _bitrate;
        private int _expectedLossPercent;
        private int _complexity;
        private bool _usesDtx;

        internal LibOpusEncoder(OpusApplication application, int channels)
        {
            _channels = channels;
            _handle = LibOpus.CreateEncoder(OpusLibrary.SampleRate, channels, (int)application, out int error);
            if (error != 0) throw new InvalidOperationException($"libopus made no encoder: {(OpusStatus)error}.");
            Set(LibOpus.SetInbandFec, 1);
            UsesDtx = false;
            Bitrate = OpusSettings.Bitrate;
            ExpectedLossPercent = OpusSettings.ExpectedLossPercent;
            Complexity = OpusSettings.Complexity;
        }

        public int Bitrate
        {
            get => _bitrate;
            set => Set(LibOpus.SetBitrate, _bitrate = OpusSettings.CheckBitrate(value));
        }

        public int ExpectedLossPercent
        {
            get => _expectedLossPercent;
            set => Set(LibOpus.SetPacketLossPercent,
                _expectedLossPercent = OpusSettings.CheckExpectedLossPercent(value));
        }

        public int Complexity
        {
            get => _complexity;
            set => Set(LibOpus.SetComplexity, _complexity = OpusSettings.CheckComplexity(value));
        }

        public bool UsesDtx
        {
            get => _usesDtx;
            set => Set(LibOpus.SetDtx, (_usesDtx = value) ? 1 : 0);
        }

        public int Encode(ReadOnlySpan<float> pcm, Span<byte> payload)
        {
            if (pcm.IsEmpty || payload.IsEmpty) return (int)OpusStatus.BadArgument;
            return LibOpus.Encode(_handle, ref MemoryMarshal.GetReference(pcm), pcm.Length / _channels,
                ref MemoryMarshal.GetReference(payload), payload.Length);
        }

        public void Dispose() => _handle.Dispose();

        private void Set(int request, int value)
        {
            int status = LibOpus.Control(_handle, request, value);
            Debug.Assert(status == 0, "libopus refused a setting that was checked");
        }
    }
}
