#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Reflection;
using NUnit.Framework.Api;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace Earshot.Mono
{
    /// <summary>Runs the tests of this assembly, or those whose full name contains the first argument, on one thread
    /// and prints each failure and the closing line. Ends with 1 when one failed.</summary>
    internal static class Program
    {
        private static int Main(string[] arguments)
        {
            TextWriter console = Console.Out; // NUnit redirects it while it runs
            var runner = new NUnitTestAssemblyRunner(new DefaultTestAssemblyBuilder());
            var onThisThread = new Dictionary<string, object> { ["NumberOfTestWorkers"] = 0 };
            runner.Load(Assembly.GetExecutingAssembly(), onThisThread);
            TestFilter filter = arguments.Length > 0 ? new NameContains(arguments[0]) : TestFilter.Empty;
            ITestResult result = runner.Run(new Listener(console), filter);
            console.WriteLine(
                $"On Mono {result.PassCount} tests passed, {result.FailCount} failed; {result.SkipCount} left out.");
            console.Flush();
            return result.FailCount == 0 && result.PassCount > 0 ? 0 : 1;
        }

        private sealed class NameContains : TestFilter
        {
            private readonly string _part;

            public NameContains(string part) => _part = part;

            public override bool Match(ITest test) => !test.IsSuite && test.FullName.Contains(_part);

            public override TNode AddToXml(TNode parentNode, bool recursive) => parentNode.AddElement("filter");
        }

        private sealed class Listener : ITestListener
        {
            private readonly TextWriter _console;

            public Listener(TextWriter console) => _console = console;

            public void TestStarted(ITest test)
            {
            }

            public void TestFinished(ITestResult result)
            {
                if (result.Test.IsSuite || result.ResultState.Status != TestStatus.Failed) return;
                _console.WriteLine($"failed: {result.Test.FullName}");
                _console.WriteLine(result.Message);
                _console.WriteLine(result.StackTrace);
            }

            public void TestOutput(TestOutput output)
            {
            }

            public void SendMessage(TestMessage message)
            {
            }
        }
    }
}
