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
            Assert.That(OpusLibrary.Version, Does.Contain("opus").Or.StartsWith("Concentus"));
        }

        [Test]
        public void FirstCodecThatLoads_IsChosen()
        {
            var missing = new AbsentCodec("the first is missing");
            var here = new LibOpusCodec();
            var codecs = new IOpusCodec[] { missing, here };
            Assert.That(OpusLibrary.TryChoose(codecs, out IOpusCodec? chosen, out _), Is.True);
            Assert.That(chosen, Is.SameAs(here));
            codecs[1] = new AbsentCodec("so is the second");
            Assert.That(OpusLibrary.TryChoose(codecs, out chosen, out string error), Is.False);
            Assert.That(error, Is.EqualTo("the first is missing"));
            Assert.That(chosen, Is.Null);
        }

        [Test]
        public void MissingLibrary_IsExplainedInOneSentenceForEachSystem()
        {
            Exception failure = Assert.Catch<DllNotFoundException>(() => Missing())!;
            Assert.That(LibOpusCodec.Explain(failure, OSPlatform.Linux), Does.Contain("apt install libopus0"));
            Assert.That(LibOpusCodec.Explain(failure, OSPlatform.OSX), Does.Contain("brew install opus"));
            Assert.That(LibOpusCodec.Explain(failure, OSPlatform.Windows), Does.Contain("opus.dll"));
            foreach (OSPlatform system in new[] { OSPlatform.Linux, OSPlatform.OSX, OSPlatform.Windows })
            {
                string sentence = LibOpusCodec.Explain(failure, system);
                Assert.That(sentence, Does.Contain("not found"));
                Assert.That(sentence, Does.Contain("plug-in"));
                Assert.That(sentence, Does.Not.Contain("\n"));
            }
        }

        [Test]
        public void LibraryOfAnotherProcessor_IsExplained()
        {
            string sentence = LibOpusCodec.Explain(new BadImageFormatException(), OSPlatform.Windows);
            Assert.That(sentence, Does.Contain("another processor"));
        }

        private sealed class AbsentCodec : IOpusCodec
        {
            private readonly string _error;

            public AbsentCodec(string error) => _error = error;

            public string Version => "";

            public bool TryLoad(out string error)
            {
                error = _error;
                return false;
            }

            public IOpusEncoder CreateEncoder(OpusApplication application, int channels) =>
                throw new InvalidOperationException();

            public IOpusDecoder CreateDecoder(int channels) => throw new InvalidOperationException();
        }

        [DllImport("opus-that-is-nowhere", EntryPoint = "opus_get_version_string")]
        private static extern IntPtr Missing();
    }
}
