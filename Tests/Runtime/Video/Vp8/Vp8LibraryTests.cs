#nullable enable
using System;
using System.Runtime.InteropServices;
using Earshot.Video.Vp8;
using NUnit.Framework;

namespace Earshot.Tests
{
    public sealed class Vp8LibraryTests
    {
        [Test]
        public void Library_IsThere()
        {
            Assert.That(Vp8Library.TryLoad(out string error), Is.True, error);
            Assert.That(error, Is.Empty);
            Assert.That(Vp8Library.Version, Does.StartWith("v1."));
        }

        [Test]
        public void MissingLibrary_IsExplainedInOneSentenceForEachSystem()
        {
            Exception failure = Assert.Catch<DllNotFoundException>(() => Missing())!;
            Assert.That(Vp8Library.Explain(failure, OSPlatform.Linux), Does.Contain("apt install libvpx7"));
            Assert.That(Vp8Library.Explain(failure, OSPlatform.OSX), Does.Contain("brew install libvpx"));
            Assert.That(Vp8Library.Explain(failure, OSPlatform.Windows), Does.Contain("vpx.dll"));
            foreach (OSPlatform system in new[] { OSPlatform.Linux, OSPlatform.OSX, OSPlatform.Windows })
            {
                string sentence = Vp8Library.Explain(failure, system);
                Assert.That(sentence, Does.Contain("not found"));
                Assert.That(sentence, Does.Contain("plug-in"));
                Assert.That(sentence, Does.Not.Contain("\n"));
            }
        }

        [Test]
        public void LibraryOfAnotherProcessor_IsExplained()
        {
            string sentence = Vp8Library.Explain(new BadImageFormatException(), OSPlatform.Windows);
            Assert.That(sentence, Does.Contain("another processor"));
        }

        [TestCase(-1, 1, 56)]
        [TestCase(17, 1, 56)]
        [TestCase(6, 0, 56)]
        [TestCase(6, 17, 56)]
        [TestCase(6, 1, 64)]
        public void SettingsThatNoEncoderHas_AreRefused(int speed, int threads, int maxQuantizer)
        {
            var settings = new Vp8Settings { Speed = speed, Threads = threads, MaxQuantizer = maxQuantizer };
            Assert.Throws<ArgumentOutOfRangeException>(() => Vp8Library.CreateEncoder(settings));
        }

        [TestCase(9_999)]
        [TestCase(100_000_001)]
        public void BitrateThatNoEncoderHas_IsRefused(int bitrate)
        {
            Assert.Throws<ArgumentOutOfRangeException>(
                () => Vp8Library.CreateEncoder(new Vp8Settings { Bitrate = bitrate }));
        }

        [DllImport("vpx-that-is-nowhere", EntryPoint = "vpx_codec_version_str")]
        private static extern IntPtr Missing();
    }
}
