using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Reflection;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using NUnit.Framework;

namespace Earshot.Tests;

/// <summary>A script of node/ in a process of its own. It tells and is told JSON objects of one field, a line each, and
/// ends when this does, or the test host.</summary>
internal sealed class NodeScript : IDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);
    private static readonly string NodeModules = typeof(NodeScript).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().First(metadata => metadata.Key == "NodeModules").Value!;

    private readonly Process _process;
    private readonly BlockingCollection<string> _told = [];
    private readonly ConcurrentQueue<string> _complaints = [];
    private readonly Stopwatch _age = Stopwatch.StartNew();

    public NodeScript(string script, params string[] arguments)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "node", script);
        var start = new ProcessStartInfo("node", [path, .. arguments])
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

    /// <summary>All it has written to stderr.</summary>
    public string Complaints => string.Join('\n', _complaints).Trim();

    /// <summary>Waits for the next object, which must be of that field, and gives the field's value.</summary>
    public JToken Hear(string field)
    {
        TimeSpan left = Lifetime - _age.Elapsed;
        if (!_told.TryTake(out string? line, left > TimeSpan.Zero ? left : TimeSpan.Zero))
            Assert.Fail($"The script never told \"{field}\". {Complaints}");
        JToken? value = JObject.Parse(line!)[field];
        Assert.That(value, Is.Not.Null, $"\"{field}\" was due, but the script told {line}. {Complaints}");
        return value!;
    }

    /// <summary>Tells the script an object.</summary>
    public void Tell(string field, JToken value) =>
        _process.StandardInput.WriteLine(new JObject { [field] = value }.ToString(Formatting.None));

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
