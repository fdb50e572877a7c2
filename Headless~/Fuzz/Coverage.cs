using System;
using System.Runtime.InteropServices;
using SharpFuzz.Common;

namespace Earshot.Fuzz;

/// <summary>Which branches the instrumented code took, and how often by orders of two, as AFL keeps it.</summary>
internal sealed unsafe class Coverage
{
    private const int Size = 1 << 16;

    private static readonly byte* Taken = (byte*)NativeMemory.AllocZeroed(Size);

    private readonly byte[] _seen = new byte[Size];

    /// <summary>Branches that any input has taken.</summary>
    public int Branches { get; private set; }

    /// <summary>Gives the instrumented code somewhere to count; without it, it crashes.</summary>
    public static void Arm() => Trace.SharedMem = Taken;

    /// <summary>Forgets the last run.</summary>
    public static void Begin()
    {
        new Span<byte>(Taken, Size).Clear();
        Trace.PrevLocation = 0;
    }

    /// <summary>True when the run since <see cref="Begin"/> did what none before did.</summary>
    public bool TryLearn()
    {
        bool isNew = false;
        ReadOnlySpan<ulong> eights = new(Taken, Size / sizeof(ulong));
        for (int i = 0; i < eights.Length; i++)
            if (eights[i] != 0) isNew |= Learn(i * sizeof(ulong));
        return isNew;
    }

    private bool Learn(int from)
    {
        bool isNew = false;
        for (int at = from; at < from + sizeof(ulong); at++)
        {
            byte bucket = BucketOf(Taken[at]);
            if ((bucket & ~_seen[at]) == 0) continue;
            if (_seen[at] == 0) Branches++;
            _seen[at] |= bucket;
            isNew = true;
        }

        return isNew;
    }

    private static byte BucketOf(byte count) => count switch
    {
        0 => 0,
        1 => 1,
        2 => 2,
        3 => 4,
        < 8 => 8,
        < 16 => 16,
        < 32 => 32,
        < 128 => 64,
        _ => 128,
    };
}
