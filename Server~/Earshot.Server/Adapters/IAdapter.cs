using System;
using System.Threading.Tasks;

namespace Earshot.Server.Adapters;

/// <summary>One track in one direction between the SFU and a WebSocket. Any thread.</summary>
internal interface IAdapter : IAsyncDisposable
{
    /// <summary>Bytes of media that went through it.</summary>
    long BytesProcessed { get; }

    /// <summary>Completes when it has ended, from whichever side.</summary>
    Task Ended { get; }
}
