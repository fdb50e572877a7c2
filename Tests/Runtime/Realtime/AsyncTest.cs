#nullable enable
using System;
using System.Threading.Tasks;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>Runs asynchronous test bodies in synchronous tests, which is all that Unity's runner knows.</summary>
    internal static class AsyncTest
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

        public static void Run(Func<Task> body)
        {
            Task task = Task.Run(body);
            if (Task.WhenAny(task, Task.Delay(Patience)).GetAwaiter().GetResult() != task)
                Assert.Fail($"The test did not end within {Patience.TotalSeconds} s.");
            task.GetAwaiter().GetResult();
        }

        /// <summary>Waits until something another thread does has happened.</summary>
        public static async Task Until(Func<bool> happened, string what)
        {
            DateTime giveUp = DateTime.UtcNow + Patience;
            while (!happened())
            {
                if (DateTime.UtcNow > giveUp) Assert.Fail($"Never happened: {what}.");
                await Task.Delay(1);
            }
        }
    }
}
