using System;
using System.IO;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Earshot.Crypto;
using Earshot.Io;
using Earshot.Io.Dtls;
using Earshot.Rtc;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;

namespace Earshot.Benchmarks.Connect;

/// <summary>Earshot's side of the benchmark, in a process of its own: does what connect.js does. As in a game, one
/// certificate serves the process.</summary>
internal sealed class ConnectingPeer : IPeerSink
{
    private readonly PeerDriverOptions _options;
    private PeerDriver? _driver;

    private ConnectingPeer()
    {
        var dtls = new BouncyCastleDtls(new SystemRandom());
        BouncyCastleDtls.WarmUp();
        _options = new PeerDriverOptions(dtls, HardwareSrtpCrypto.OrManaged);
    }

    /// <summary>Obeys stdin until it ends.</summary>
    public static void Run()
    {
        var peer = new ConnectingPeer();
        while (Console.ReadLine() is { } line)
        {
            (string order, JsonNode? value) = JsonNode.Parse(line)!.AsObject().GetAt(0);
            try
            {
                peer.Obey(order, value!.ToString());
            }
            catch (InvalidDataException wrong)
            {
                Tell("failed", wrong.Message);
            }
        }
    }

    public void OnEvent(Instant now, in PeerEvent happened)
    {
        if (happened.Kind == PeerEventKind.StateChanged) Task.Run(TellState); // away from the driver's gate
    }

    private void Obey(string order, string value)
    {
        switch (order)
        {
            case "offer":
                _driver = new PeerDriver(_options, this);
                Tell("offer", _driver.Run((peer, now) =>
                {
                    peer.AddTransceiver(MediaKind.Audio, Direction.SendRecv, "mic");
                    return peer.CreateOffer(now);
                }));
                break;
            case "answer":
                _driver = new PeerDriver(_options, this);
                Tell("answer", _driver.Run((peer, now) =>
                {
                    if (!peer.TrySetOffer(now, value, out string error)) throw new InvalidDataException(error);
                    return peer.CreateAnswer(now);
                }));
                break;
            case "accept":
                _driver!.Run((peer, now) => peer.TrySetAnswer(now, value, out string error)
                    ? true
                    : throw new InvalidDataException(error));
                break;
            case "close":
                _driver!.Dispose();
                Tell("closed", "");
                break;
            default:
                throw new InvalidDataException($"'{order}' is no order.");
        }
    }

    private void TellState()
    {
        try
        {
            if (_driver!.Run((peer, _) => peer.State) == PeerState.Connected) Tell("connected", "");
        }
        catch (ObjectDisposedException)
        {
            // The program did not wait for it.
        }
    }

    private static void Tell(string field, string value)
    {
        lock (typeof(ConnectingPeer)) Console.WriteLine(new JsonObject { [field] = value }.ToJsonString());
    }
}
