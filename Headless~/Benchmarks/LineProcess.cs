using System;
using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Earshot.Benchmarks;

/// <summary>A process that is told and tells JSON objects of one field, a line each, and ends with its stdin.</summary>
internal sealed class LineProcess : IDisposable
{
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    private readonly Process _process;

    /// <param name="start">What to start.</param>
    /// <param name="told">Called with field and value, on a thread of the process's own.</param>
    public LineProcess(ProcessStartInfo start, Action<string, string> told)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) =>
        {
            if (line.Data == null) return;
            (string field, JsonNode? value) = JsonNode.Parse(line.Data)!.AsObject().GetAt(0);
            told(field, value!.ToString());
        };
        _process.Start();
        _process.StandardInput.AutoFlush = true;
        _process.BeginOutputReadLine();
    }

    public void Tell(string field, string value)
    {
        lock (_process) _process.StandardInput.WriteLine(new JsonObject { [field] = value }.ToJsonString());
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(Farewell)) _process.Kill();
        _process.Dispose();
    }
}
