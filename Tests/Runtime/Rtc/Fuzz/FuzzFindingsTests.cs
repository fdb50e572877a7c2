#nullable enable
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>What the fuzzer begins with and what it once found, without its instruments.</summary>
    public sealed class FuzzFindingsTests
    {
        private static IEnumerable<string> Targets => FuzzTargets.All.Select(target => target.Name);

        [TestCaseSource(nameof(Targets))]
        public void SeedsCutShortAndFlipped_AreSurvived(string name)
        {
            IFuzzTarget target = Find(name);
            foreach (byte[] seed in target.Seeds)
            {
                int step = 1 + seed.Length / 16;
                for (int length = 0; length <= seed.Length; length += step) target.Run(seed.Take(length).ToArray());
                for (int at = 0; at < seed.Length; at += step)
                {
                    byte[] flipped = (byte[])seed.Clone();
                    flipped[at] ^= (byte)(1 << at % 8);
                    target.Run(flipped);
                }
            }
        }

        [Test]
        public void Findings_AreSurvived()
        {
            foreach ((string target, string input) in FuzzFindings.All) Find(target).Run(Hex.Bytes(input));
        }

        private static IFuzzTarget Find(string name) => FuzzTargets.All.Single(target => target.Name == name);
    }
}
