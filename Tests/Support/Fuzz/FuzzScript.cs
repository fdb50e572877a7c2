#nullable enable
using System;
using System.Collections.Generic;

namespace Earshot.Tests
{
    /// <summary>Steps in the bytes of a fuzzer's input: a kind, how many bytes belong to it, the bytes. Any bytes are a
    /// script.</summary>
    public static class FuzzScript
    {
        /// <summary>So many steps are taken; one input must not take long.</summary>
        private const int MaxSteps = 64;

        /// <summary>Does a step; <paramref name="at"/> counts them from 0.</summary>
        public delegate void Doer(int kind, int at, ReadOnlySpan<byte> bytes);

        /// <summary>A step's bytes, at most 255.</summary>
        public static byte[] Write(params (int Kind, byte[] Bytes)[] steps)
        {
            var script = new List<byte>();
            foreach ((int kind, byte[] bytes) in steps)
            {
                script.Add((byte)kind);
                script.Add((byte)bytes.Length);
                script.AddRange(bytes);
            }

            return script.ToArray();
        }

        /// <summary>Plays a script whose kinds are 0 to <paramref name="kinds"/> - 1.</summary>
        public static void Play(ReadOnlySpan<byte> script, int kinds, Doer step)
        {
            for (int at = 0; at < MaxSteps && script.Length >= 2; at++)
            {
                int length = Math.Min(script[1], script.Length - 2);
                step(script[0] % kinds, at, script.Slice(2, length));
                script = script.Slice(2 + length);
            }
        }
    }
}
