using System;
using System.Threading;
using System.Threading.Tasks;
using Earshot.Rtc;
using Earshot.Rtc.Wire;

namespace Earshot.Server.Adapters;

/// <summary>What a published track is turned into on its way to a WebSocket.</summary>
internal interface IEgressMedia : IAsyncDisposable
{
    /// <summary>A packet came. On the SFU's thread: nothing more than a copy is made there.</summary>
    void HandlePacket(Instant now, in PeerEvent packet);

    /// <summary>No packet comes any more. On the SFU's thread.</summary>
    void HandleClosed();

    /// <summary>What is to be sent now, as soon as there is something; null when nothing comes any more. Until
    /// <see cref="HandleSent"/> it is the same again, or what has become of it.</summary>
    Task<EgressMessage?> NextAsync(CancellationToken ending);

    /// <summary>The last message has been sent.</summary>
    void HandleSent();
}
