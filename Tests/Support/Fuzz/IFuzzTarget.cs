#nullable enable
using System.Collections.Generic;

namespace Earshot.Tests
{
    /// <summary>Something that reads the network's bytes. The fuzzer runs it on many inputs, the tests on those that
    /// once found a fault.</summary>
    public interface IFuzzTarget
    {
        /// <summary>One short word.</summary>
        string Name { get; }

        /// <summary>Sound inputs to begin with.</summary>
        IEnumerable<byte[]> Seeds { get; }

        /// <summary>Reads an input; throws when it is not survived or what must hold does not.</summary>
        void Run(byte[] input);
    }
}
