#nullable enable
using System;
using System.Runtime.InteropServices;
using Earshot.Audio.Opus;
using NUnit.Framework;

namespace Earshot.Tests
{
    public sealed class OpusLibraryTests
    {
        [Test]
        public void Library_IsThere()
        {
            Assert.That(OpusLibrary.TryLoad(out string error), Is.True, error);
            Assert.That(error, Is.Empty);
            Assert.That(OpusLibrary.Version, Does.Contain("opus"));
        }

        [Test]
        public void MissingLibrary_IsExplainedInOneSentenceForEachSystem()
        {
            Exception failure = Assert.Catch<DllNotFoundException>(() => Missing())!;
            Assert.That(OpusLibrary.Explain(failure, OSPlatform.Linux), Does.Contain("apt install libopus0"));
            Assert.That(OpusLibrary.Explain(failure, OSPlatform.OSX), Does.Contain("brew install opus"));
            Assert.That(OpusLibrary.Explain(failure, OSPlatform.Windows), Does.Contain("opus.dll"));
            foreach (OSPlatform system in new[] { OSPlatform.Linux, OSPlatform.OSX, OSPlatform.Windows })
            {
                string sentence = OpusLibrary.Explain(failure, system);
                Assert.That(sentence, Does.Contain("not found"));
                Assert.That(sentence, Does.Contain("plug-in"));
                Assert.That(sentence, Does.Not.Contain("\n"));
            }
        }

        [Test]
        public void LibraryOfAnotherProcessor_IsExplained()
        {
            string sentence = OpusLibrary.Explain(new BadImageFormatException(), OSPlatform.Windows);
            Assert.That(sentence, Does.Contain("another processor"));
        }

        [DllImport("opus-that-is-nowhere", EntryPoint = "opus_get_version_string")]
        private static extern IntPtr Missing();
    }
}
