using System;
using System.IO;
using System.Text.Json.Nodes;
using System.Threading;
using Earshot.Crypto;
using Earshot.Io;
using Earshot.Io.Dtls;
using Earshot.Rtc;
using Earshot.Rtc.Wire;

namespace Earshot.Benchmarks.Receive;

/// <summary>Earshot's side, in a process of its own: answers one offer and counts what comes, as connect.js's
/// neighbour does.</summary>
internal sealed class ReceivingPeer : IPeerSink
{
    private readonly PeerDriver _driver;
    private long _packets;

    private ReceivingPeer() => _driver = new PeerDriver(
        new PeerDriverOptions(new BouncyCastleDtls(new SystemRandom()), HardwareSrtpCrypto.OrManaged), this);

    /// <summary>Obeys stdin until it ends.</summary>
    public static void Run()
    {
        var peer = new ReceivingPeer();
        while (Console.ReadLine() is { } line)
        {
            // Taken before the line is parsed, which allocates.
            Mark mark = Mark.OfThisProcess(Volatile.Read(ref peer._packets));
            (string order, JsonNode? value) = JsonNode.Parse(line)!.AsObject().GetAt(0);
            if (order == "answer") Tell("answer", peer.Answer(value!.ToString()));
            else if (order == "mark") Tell("mark", mark.ToString());
        }
    }

    public void OnEvent(Instant now, in PeerEvent happened)
    {
        if (happened.Kind == PeerEventKind.Rtp) _packets++;
    }

    internal static void Tell(string field, string value) =>
        Console.WriteLine(new JsonObject { [field] = value }.ToJsonString());

    private string Answer(string offer) => _driver.Run((peer, now) =>
    {
        if (!peer.TrySetOffer(now, offer, out string error)) throw new InvalidDataException(error);
        return peer.CreateAnswer(now);
    });
}
