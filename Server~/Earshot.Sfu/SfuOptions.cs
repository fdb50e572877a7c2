using System;
using System.Collections.Generic;
using System.Net;

namespace Earshot.Sfu;

/// <summary>Where an <see cref="Sfu"/> listens and how long it waits.</summary>
public sealed class SfuOptions
{
    /// <summary>The addresses to bind and to write into candidates. Never 0.0.0.0: a browser on the same machine sends
    /// its checks to 127.0.0.1 from its LAN address, and the answer must come from the address it asked.</summary>
    public IReadOnlyList<IPAddress> Addresses { get; init; } = [IPAddress.Loopback];

    /// <summary>The UDP port on each of them; 0 takes any free one.</summary>
    public int UdpPort { get; init; }

    /// <summary>How many sessions may live at once.</summary>
    public int MaxSessions { get; init; } = 10_000;

    /// <summary>How many media sections a session may have, stopped ones included.</summary>
    public int MaxSections { get; init; } = 1_000;

    /// <summary>How long a session may live without having connected.</summary>
    public TimeSpan ConnectWithin { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an offer of ours may stay unanswered before its session ends: until then nothing else can be
    /// negotiated.</summary>
    public TimeSpan AnswerWithin { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a published track may send nothing before it is closed.</summary>
    public TimeSpan SilenceLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a subscriber to a data channel may take to say that it is ready, where that is waited
    /// for.</summary>
    public TimeSpan AckWait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many requests about one session a second may hold.</summary>
    public int RequestsPerSecond { get; init; } = 50;

    /// <summary>Told how long a packet took from the socket to its last subscriber. On the loop's thread, for each
    /// packet: it must neither block nor allocate.</summary>
    public Action<TimeSpan>? OnForwarded { get; init; }

    /// <summary>Told of an exception that is our own fault. The session it came from ends, others live on.</summary>
    public Action<Exception> OnBug { get; init; } = _ => { };
}
