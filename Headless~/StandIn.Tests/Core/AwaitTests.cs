using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;
using UnityEngine;

namespace UnityStandIn.Tests;

public sealed class AwaitTests
{
    [Test]
    public void AnAwait_ResumesOnTheGameThreadInALaterFrame()
    {
        using var game = new SimulatedWorld();
        using var mayFinish = new ManualResetEventSlim();
        var sleeper = game.Run(() =>
        {
            var made = new GameObject("Sleeper").AddComponent<Sleeper>();
            made.Work = Task.Run(mayFinish.Wait);
            return made;
        });
        game.Ticks(1);
        Assert.That(sleeper.ResumedInFrame, Is.EqualTo(0));
        mayFinish.Set();
        sleeper.Work.Wait();
        SpinWait.SpinUntil(() =>
        {
            game.Ticks(1);
            return sleeper.ResumedInFrame > 0;
        }, 30000);
        Assert.That(sleeper.ResumedInFrame, Is.GreaterThan(1));
        Assert.That(sleeper.ResumedOn, Is.EqualTo(Thread.CurrentThread.ManagedThreadId));
    }

    [Test]
    public void AnExceptionAfterAnAwait_IsLogged()
    {
        using var game = new SimulatedWorld();
        game.Run(() => new GameObject("Faulty").AddComponent<Faulty>());
        game.Ticks(3);
        Assert.That(game.Log.Count, Is.EqualTo(1));
        Assert.That(game.Log[0].Level, Is.EqualTo(LogType.Exception));
    }

    [Test]
    public void SendFromAnotherThread_WaitsForTheGameThread()
    {
        using var game = new SimulatedWorld();
        var context = game.Run(() => SynchronizationContext.Current!);
        int ranOn = 0;
        var sending = Task.Run(() => context.Send(_ => ranOn = Thread.CurrentThread.ManagedThreadId, null));
        SpinWait.SpinUntil(() =>
        {
            game.Ticks(1);
            return sending.IsCompleted;
        }, 30000);
        Assert.That(ranOn, Is.EqualTo(Thread.CurrentThread.ManagedThreadId));
    }

    private sealed class Sleeper : MonoBehaviour
    {
        public Task Work = null!;
        public int ResumedInFrame;
        public int ResumedOn;

        private async void Start()
        {
            await Work;
            ResumedInFrame = Time.frameCount;
            ResumedOn = Thread.CurrentThread.ManagedThreadId;
        }
    }

    private sealed class Faulty : MonoBehaviour
    {
        private async void Start()
        {
            await Task.Yield();
            throw new System.InvalidOperationException("deliberate");
        }
    }
}
