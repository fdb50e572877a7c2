#nullable enable
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Earshot.Realtime;
using NUnit.Framework;
using UniRx;

namespace Earshot.Tests
{
    public sealed class ConcurrentReactivePropertyTests
    {
        [Test]
        public void Observer_IsToldTheValueThenEachChange()
        {
            var property = new ConcurrentReactiveProperty<int>(1);
            var told = new List<int>();
            using (property.Subscribe(told.Add))
            {
                property.Value = 2;
                property.Value = 2;
                property.Value = 3;
            }

            property.Value = 4;
            Assert.That(told, Is.EqualTo(new[] { 1, 2, 3 }));
        }

        [Test]
        public void ObserverThatSetsIt_IsToldAgainButNotInside()
        {
            var property = new ConcurrentReactiveProperty<int>(0);
            var told = new List<int>();
            property.Subscribe(value =>
            {
                if (value > 0 && value < 4) property.Value = value + 1;
                told.Add(value);
            });
            property.Value = 1;
            Assert.That(told, Is.EqualTo(new[] { 0, 1, 2, 3, 4 }));
        }

        [Test]
        public void SettersOnManyThreads_LoseNoChangeAndTellTheLast() => AsyncTest.Run(async () =>
        {
            var property = new ConcurrentReactiveProperty<int>(0);
            int last = -1;
            property.Subscribe(value => last = value);
            await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
            {
                for (int i = 0; i < 1000; i++) property.Update(value => value + 1);
            })));
            Assert.That(property.Value, Is.EqualTo(8000));
            Assert.That(last, Is.EqualTo(8000));
        });
    }
}
