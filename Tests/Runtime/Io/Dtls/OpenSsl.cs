#nullable enable
using System;
using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>The openssl command of this machine, for tests against a stack no one here wrote.</summary>
    public sealed class OpenSsl : IDisposable
    {
        private readonly Process _process;
        private readonly StringBuilder _output = new StringBuilder();

        private OpenSsl(string arguments)
        {
            _process = new Process
            {
                StartInfo = new ProcessStartInfo("openssl", arguments)
                {
                    RedirectStandardInput = true,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                    UseShellExecute = false,
                },
            };
            _process.OutputDataReceived += (sender, line) => Append(line.Data);
            _process.ErrorDataReceived += (sender, line) => Append(line.Data);
            _process.Start();
            _process.BeginOutputReadLine();
            _process.BeginErrorReadLine();
        }

        public string Output
        {
            get
            {
                lock (_output) return _output.ToString();
            }
        }

        /// <summary>What -keymatexport printed, in hex, or null.</summary>
        public string? KeyingMaterial
        {
            get
            {
                Match match = Regex.Match(Output, "Keying material: ([0-9A-F]+)");
                return match.Success ? match.Groups[1].Value : null;
            }
        }

        /// <summary>Starts a command that goes on; ignores the test where there is no openssl.</summary>
        public static OpenSsl Start(string arguments)
        {
            try
            {
                return new OpenSsl(arguments);
            }
            catch (System.ComponentModel.Win32Exception)
            {
                Assert.Ignore("openssl is not on this machine's PATH; install it to test against it.");
                throw;
            }
        }

        /// <summary>Runs a command to its end.</summary>
        public static string Run(string arguments)
        {
            using OpenSsl command = Start(arguments);
            Assert.That(command._process.WaitForExit(20_000), Is.True, $"openssl {arguments} does not end");
            command._process.WaitForExit();
            Assert.That(command._process.ExitCode, Is.EqualTo(0), command.Output);
            return command.Output;
        }

        public void Dispose()
        {
            try
            {
                if (!_process.HasExited) _process.Kill();
                _process.WaitForExit(5000);
            }
            catch (InvalidOperationException)
            {
            }

            _process.Dispose();
        }

        private void Append(string? line)
        {
            lock (_output) _output.Append(line).Append('\n');
        }
    }
}
