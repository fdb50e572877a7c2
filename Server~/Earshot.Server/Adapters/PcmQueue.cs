using System;
using System.Buffers.Binary;

namespace Earshot.Server.Adapters;

/// <summary>Stereo sound between whoever brings it in pieces of any size and whoever takes it in frames. Any
/// thread.</summary>
internal sealed class PcmQueue(int capacity)
{
    private readonly float[] _samples = new float[capacity];
    private readonly object _gate = new();
    private int _start;
    private int _count;

    /// <summary>Samples, of both channels together, that still fit.</summary>
    public int Room
    {
        get
        {
            lock (_gate) return _samples.Length - _count;
        }
    }

    /// <summary>Adds signed 16-bit little-endian samples, as many as fit; half a sample at the end is left
    /// out.</summary>
    public void Add(ReadOnlySpan<byte> pcm)
    {
        lock (_gate)
        {
            for (; pcm.Length >= 2 && _count < _samples.Length; pcm = pcm[2..])
            {
                _samples[(_start + _count) % _samples.Length] = BinaryPrimitives.ReadInt16LittleEndian(pcm) / 32768f;
                _count++;
            }
        }
    }

    /// <summary>Takes a whole frame; or, when the rest will not become one, what there is and silence. False when
    /// there is nothing to take.</summary>
    public bool TryTake(Span<float> frame, bool isLast)
    {
        lock (_gate)
        {
            if (_count == 0 || (_count < frame.Length && !isLast)) return false;
            int taken = Math.Min(_count, frame.Length);
            for (int i = 0; i < taken; i++) frame[i] = _samples[(_start + i) % _samples.Length];
            frame[taken..].Clear();
            _start = (_start + taken) % _samples.Length;
            _count -= taken;
            return true;
        }
    }
}
