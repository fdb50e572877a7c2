using System;
using System.Threading;
using Earshot.Rooms;

namespace Earshot.Player;

/// <summary>One call before the curtain rises, in a room of its own: .NET compiles every method the first time it runs,
/// which a game built ahead of time does not, so a first join is mostly compiler. What it took is told all the
/// same.</summary>
internal static class Overture
{
    private const int Block = 256;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>One speaks, another joins and hears. Returns the time from joining to the first sample heard, or null
    /// when there is no server or none came in time.</summary>
    public static TimeSpan? Play(Uri server)
    {
        string room = "overture-" + Guid.NewGuid().ToString("N")[..8];
        using var speaker = new RoomClient(new RoomOptions(server, room) { PlayerName = "speaker" });
        Run(speaker, speaker, () => speaker.Local.PacketsSent > 20 || speaker.Problem.Value.Length > 0);
        if (speaker.Problem.Value.Length > 0) return null;
        using var listener = new RoomClient(new RoomOptions(server, room) { PlayerName = "listener" });
        Run(speaker, listener, () => listener.Figures.JoinToFirstHeard != null);
        return listener.Figures.JoinToFirstHeard;
    }

    private static void Run(RoomClient speaker, RoomClient listener, Func<bool> isDone)
    {
        var tone = new float[Block];
        for (int i = 0; i < Block; i++) tone[i] = 0.2f * MathF.Sin(2 * MathF.PI * i / 64);
        var ear = new float[Block];
        long end = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
        while (!isDone() && Environment.TickCount64 < end)
        {
            speaker.Local.Write(tone);
            foreach (RemoteVoice voice in listener.Voices.Value) voice.Read(ear);
            Thread.Sleep(Block * 1000 / 48000);
        }
    }
}
