#nullable enable
using System;
using Earshot.Rtc.Ice;
using NUnit.Framework;

namespace Earshot.Tests
{
    public sealed class IceCredentialsTests
    {
        [Test]
        public void Fresh_AreLongEnoughAndDiffer()
        {
            var random = new SeededRandom(1);
            IceCredentials one = IceCredentials.From(random);
            IceCredentials other = IceCredentials.From(random);
            Assert.That(one.Ufrag, Does.Match("^[A-Za-z0-9+/]{8}$"));
            Assert.That(one.Password, Does.Match("^[A-Za-z0-9+/]{24}$"));
            Assert.That(one, Is.Not.EqualTo(other));
        }

        [Test]
        public void ChromiumsOwn_AreTaken() =>
            Assert.That(IceCredentials.TryParse("XhL9", "QvQ1NH69UN1DIsJDaM0Dybyh", out _, out _), Is.True);

        [TestCase("abc", "QvQ1NH69UN1DIsJDaM0Dybyh", "ufrag")]
        [TestCase("a:cd", "QvQ1NH69UN1DIsJDaM0Dybyh", "ufrag")]
        [TestCase("a cd", "QvQ1NH69UN1DIsJDaM0Dybyh", "ufrag")]
        [TestCase("\u00e4bcd", "QvQ1NH69UN1DIsJDaM0Dybyh", "ufrag")]
        [TestCase("abcd", "QvQ1NH69UN1DIsJDaM0Dy", "password")]
        public void Broken_AreRefusedWithASentence(string ufrag, string password, string named)
        {
            Assert.That(IceCredentials.TryParse(ufrag, password, out _, out string error), Is.False);
            Assert.That(error, Does.Contain(named));
            Assert.Throws<ArgumentException>(() => new IceCredentials(ufrag, password));
        }
    }
}
