using System;
using System.Collections.Generic;
using System.Linq;
using Earshot.Rooms;
using NUnit.Framework;
using UniRx;

namespace Earshot.Tests;

public sealed class ChatTests : Scenario
{
    [Test]
    public void PlayersChat_AndNothingIsLostWhenTheServerRestarts()
    {
        using Chatter ada = Join("ada");
        using Chatter bob = Join("bob");
        ada.Chat.Say("hello");
        bob.Chat.Say("hi");
        Until(() => bob.Count == 1 && ada.Count == 1, "they greet", () => $"{ada} {bob}");
        Until(() => ada.Chat.Acknowledged.Value == 1, "the greeting is acknowledged", () => $"{ada} {bob}");

        int port = Server.Web.Port;
        StopServer();
        ada.Chat.Say("are you there?");
        bob.Chat.Say("I see nobody");
        StartServer(port);
        ada.Chat.Say("back again");
        Until(() => bob.Count == 3 && ada.Count == 2, "what was said meanwhile comes", () => $"{ada} {bob}");
        Until(() => ada.Chat.Acknowledged.Value == 3, "all is acknowledged", () => $"{ada} {bob}");
        Assert.That($"{bob}", Is.EqualTo("ada (1): hello, ada (2): are you there?, ada (3): back again"));
        Assert.That($"{ada}", Is.EqualTo("bob (1): hi, bob (2): I see nobody"));
    }

    [Test]
    public void WhoJoinsLate_ReadsTheLastLines()
    {
        using Chatter ada = Join("ada");
        ada.Chat.Say("one");
        ada.Chat.Say("two");
        using Chatter bob = Join("bob");
        Until(() => bob.Count == 2, "bob reads both", () => $"{bob}");
    }

    private Chatter Join(string id)
    {
        RoomOptions options = NewOptions(id);
        options.Chat = true;
        return new Chatter(options);
    }

    private sealed class Chatter : IDisposable
    {
        private readonly List<ChatLine> _read = [];
        private readonly RoomClient _client;

        public Chatter(RoomOptions options)
        {
            _client = new RoomClient(options);
            Chat.Lines.Subscribe(line =>
            {
                lock (_read) _read.Add(line);
            });
        }

        public RoomChat Chat => _client.Chat!;

        public int Count
        {
            get
            {
                lock (_read) return _read.Count;
            }
        }

        public override string ToString()
        {
            lock (_read) return string.Join(", ", _read.Select(line => $"{line}"));
        }

        public void Dispose() => _client.Dispose();
    }
}
