using System;
using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Earshot.Tests;

/// <summary>Keeps what a server logs.</summary>
public sealed class LogLines : ILoggerProvider, ILogger
{
    public ConcurrentQueue<string> Lines { get; } = new();

    public ILogger CreateLogger(string category) => this;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel level) => true;

    public void Log<TState>(
        LogLevel level, EventId id, TState state, Exception? exception, Func<TState, Exception?, string> format) =>
        Lines.Enqueue($"{format(state, exception)}{exception}");

    public void Dispose()
    {
    }
}
