using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net;
using System.Text.Json.Nodes;
using Earshot.Realtime.Api;
using Earshot.Rtc;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;
using Earshot.Sfu;
using Earshot.Sfu.Sessions;
using Earshot.Sfu.Tracks;

namespace Earshot.Benchmarks.Sfu;

/// <summary>The embedded SFU in a process of its own, without HTTP: told offers, it tells answers.</summary>
internal static class ForwardingSfu
{
    public static void Run(IPAddress address)
    {
        using var sfu = new Earshot.Sfu.Sfu(new SfuOptions
        {
            Addresses = [address],
            OnBug = e => Console.Error.WriteLine(e),
        });
        var tracks = new List<PublishedTrack>();
        while (Console.ReadLine() is { } line)
        {
            (string field, JsonNode? value) = JsonNode.Parse(line)!.AsObject().GetAt(0);
            switch (field)
            {
                case "publish":
                    Tell("answer", sfu.RunAsync(now => Publish(sfu, now, $"{value}", tracks)).Result);
                    break;
                case "pull":
                    Tell("answer", sfu.RunAsync(now => Pull(sfu, now, $"{value}", tracks)).Result);
                    break;
                case "used":
                    long forwarded = sfu.RunAsync(_ => sfu.GetStats().Forwarded).Result;
                    using (Process own = Process.GetCurrentProcess())
                        Tell("used", $"{own.TotalProcessorTime.TotalMicroseconds:F0} {forwarded}");
                    break;
            }
        }
    }

    private static string Publish(Earshot.Sfu.Sfu sfu, Instant now, string offer, List<PublishedTrack> tracks)
    {
        Session session = Open(sfu, now, offer);
        string answer = session.Peer.CreateAnswer(now);
        session.OnNegotiated();
        tracks.Add(session.Tracks.Publish(now, session.Peer.Transceivers[0], new TrackName($"voice-{tracks.Count}")));
        return answer;
    }

    private static string Pull(Earshot.Sfu.Sfu sfu, Instant now, string offer, List<PublishedTrack> tracks)
    {
        Session session = Open(sfu, now, offer);
        foreach (Transceiver section in session.Peer.Transceivers)
            session.Peer.SetDirection(section, Direction.SendOnly);
        string answer = session.Peer.CreateAnswer(now);
        session.OnNegotiated();
        foreach ((PublishedTrack track, Transceiver section) in tracks.Zip(session.Peer.Transceivers))
            session.Tracks.Pull(track, section);
        return answer;
    }

    private static Session Open(Earshot.Sfu.Sfu sfu, Instant now, string offer)
    {
        Session session = sfu.TryCreate(now)!;
        return session.Peer.TrySetOffer(now, offer, out string error)
            ? session
            : throw new InvalidOperationException(error);
    }

    private static void Tell(string field, string value) =>
        Console.WriteLine(new JsonObject { [field] = value }.ToJsonString());
}
