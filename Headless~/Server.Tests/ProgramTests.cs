using System;
using System.Diagnostics;
using System.IO;
using System.Net.Http;
using System.Runtime.InteropServices;
using Earshot.Server;
using Newtonsoft.Json.Linq;
using NUnit.Framework;

namespace Earshot.Tests;

/// <summary>The program as a process.</summary>
public sealed class ProgramTests
{
    private const int Terminate = 15;

    [TestCase("", @"^No app secret is given: .*\.$")]
    [TestCase("--app-secret short", @"^The app secret is too short: .*\.$")]
    [TestCase("--development --port banana", @"^Cannot parse argument 'banana' .*\.$")]
    [TestCase("--development --address nowhere", @"^""nowhere"" is no IP address: .*\.$")]
    [TestCase("--banana", @"^Unrecognized command or argument '--banana'\.$")]
    public void BadOptions_AreOneSentenceAndExitCode2(string arguments, string expected)
    {
        using Process server = Start(arguments);
        string output = server.StandardOutput.ReadToEnd();
        string error = server.StandardError.ReadToEnd();
        server.WaitForExit();
        Assert.That(error.Trim(), Does.Match(expected));
        Assert.That((server.ExitCode, output), Is.EqualTo((2, "")));
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "Windows has no SIGTERM.")]
    public void Development_SaysSoLoudly_IsReadyInOneLine_AndStopsWhenTold()
    {
        using Process server = Start("--development --port 0 --udp-port 0");
        JObject ready = JObject.Parse(server.StandardOutput.ReadLine()!);
        Assert.That((bool)ready["ready"]!, Is.True);
        Assert.That(Kill(server.Id, Terminate), Is.Zero);
        Assert.That(server.StandardOutput.ReadToEnd(), Is.Empty);
        Assert.That(server.StandardError.ReadToEnd().Trim(), Does.Match("^DEVELOPMENT MODE: .*\\.$"), "no chatter");
        server.WaitForExit();
        Assert.That(server.ExitCode, Is.Zero);
    }

    [Test]
    [Platform(Include = "Linux", Reason = "Elsewhere the codec may lie where the system finds it.")]
    public void WithoutLibvpx_OnlyJpegIsMissing_AndItsItemSaysHowToGetIt()
    {
        const string Secret = "a-secret-of-these-tests-and-of-nothing-else";
        string folder = Directory.CreateTempSubdirectory("earshot-").FullName;
        foreach (string file in Directory.EnumerateFiles(AppContext.BaseDirectory))
            if (!file.EndsWith("libvpx.so")) File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        using Process server = Start($"--development --port 0 --udp-port 0 --app-secret {Secret}", folder);
        using var http = new HttpClient();
        try
        {
            JObject ready = JObject.Parse(server.StandardOutput.ReadLine()!);
            const string Track = "'location':'remote','trackName':'a','endpoint':'ws://x','sessionId':'s'";
            string body = $"{{'tracks':[{{{Track},'outputCodec':'jpeg'}},{{{Track},'outputCodec':'pcm'}}]}}";
            HttpAnswer answer = HttpAnswer.OfAsync(http, "POST", $"{ready["base"]}/adapters/websocket/new", Secret,
                body.Replace('\'', '"')).GetAwaiter().GetResult();
            if ((string?)answer.Track(0)["errorCode"] == "not_found_track_error")
                Assert.Ignore("This system finds a libvpx.so of its own.");
            Assert.That(answer.Each("errorCode"),
                Is.EqualTo(new[] { "temporarily_unavailable_error", "not_found_track_error" }));
            Assert.That((string?)answer.Track(0)["errorDescription"], Does.Contain("libvpx was not found"));
        }
        finally
        {
            server.Kill();
            server.WaitForExit();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Process Start(string arguments, string? folder = null)
    {
        string program = Path.Combine(
            folder ?? AppContext.BaseDirectory, typeof(EarshotServer).Assembly.GetName().Name + ".dll");
        var start = new ProcessStartInfo("dotnet", $"\"{program}\" {arguments}")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string name in new[] { "DEVELOPMENT", "PORT", "UDP_PORT", "APP_ID", "APP_SECRET", "ADDRESS" })
            start.Environment.Remove($"EARSHOT_{name}");
        return Process.Start(start)!;
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}
