using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Reflection;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using NUnit.Framework;

namespace Earshot.Tests;

/// <summary>A program in a process of its own. It tells and is told JSON objects of one field, a line each, and ends
/// when its stdin does: with this, or with the test host.</summary>
internal sealed class Script : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(3);
    private static readonly string NodeModules = typeof(Script).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().First(metadata => metadata.Key == "NodeModules").Value!;

    private readonly Process _process;
    private readonly BlockingCollection<string> _told = [];
    private readonly ConcurrentQueue<string> _complaints = [];

    public Script(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["NODE_PATH"] = NodeModules;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.ErrorDataReceived += (_, line) => _complaints.Enqueue(line.Data ?? "");
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>A script of node/.</summary>
    public static Script Node(string file, params string[] arguments) =>
        new("node", [PathOf("node", file), .. arguments]);

    /// <summary>Where a file of the project lies beside the tests.</summary>
    public static string PathOf(params string[] parts) => Path.Combine([AppContext.BaseDirectory, .. parts]);

    /// <summary>All it has written to stderr.</summary>
    public string Complaints => string.Join('\n', _complaints).Trim();

    /// <summary>Waits for the next object, which must be of that field, and gives the field's value.</summary>
    public JToken Hear(string field)
    {
        if (!_told.TryTake(out string? line, Patience))
            Assert.Fail($"The script never told \"{field}\". {Complaints}");
        JToken? value = JObject.Parse(line!)[field];
        Assert.That(value, Is.Not.Null, $"\"{field}\" was due, but the script told {line}. {Complaints}");
        return value!;
    }

    /// <summary>Tells the script an object.</summary>
    public void Tell(string field, JToken value) =>
        _process.StandardInput.WriteLine(new JObject { [field] = value }.ToString(Formatting.None));

    /// <summary>Has the script do something, and waits for what it answers.</summary>
    public JToken Ask(string verb, JObject? with = null)
    {
        Tell("ask", new JObject(with ?? []) { ["verb"] = verb });
        return Hear("answer");
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(Farewell)) _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    private void Take(string? line)
    {
        if (line == null) _told.CompleteAdding();
        else _told.Add(line);
    }
}
