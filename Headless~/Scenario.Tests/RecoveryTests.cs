using System;
using System.Threading.Tasks;
using Earshot.Rooms;
using NUnit.Framework;

namespace Earshot.Tests;

public sealed class RecoveryTests : Scenario
{
    [Test]
    public void ServerThatComesBack_IsJoinedAgainAndHeardAgain()
    {
        using Talker ada = Enter("ada", 440);
        using Talker bob = Enter("bob", 1000);
        Until(() => bob.ShareOf(440) > 0.9 && ada.ShareOf(1000) > 0.9, "both hear each other", bob.Describe);

        int port = Server.Web.Port;
        StopServer();
        long before = bob.Client.Figures.PacketsReceived + ada.Client.Figures.PacketsReceived;
        StartServer(port);
        Until(
            () => Math.Min(bob.Client.Figures.PacketsReceived, ada.Client.Figures.PacketsReceived) > before + 50,
            "packets of the new server come to both",
            bob.Describe);
        Until(() => bob.ShareOf(440) > 0.9 && ada.ShareOf(1000) > 0.9, "both hear each other again", bob.Describe);
        Until(() => bob.Client.State.Value == RoomState.Joined, "bob is back", bob.Describe);
        Assert.That(bob.Client.Problem.Value, Is.Empty);
    }

    [Test]
    public void ServerThatStartsLate_IsJoinedWhenItIsThere()
    {
        Uri address = Server.Web;
        StopServer();
        using Talker ada = Enter("ada", 440, address);
        Until(() => ada.Client.Problem.Value.Contains("No voice server answers"), "ada is told", ada.Describe);
        StartServer(address.Port);
        Until(() => ada.Client.State.Value == RoomState.Joined, "ada joins", ada.Describe);
        Until(() => ada.Client.Problem.Value.Length == 0, "nothing is wrong any more", ada.Describe);
    }

    [Test]
    public void SamePlayerFromElsewhere_ReplacesTheFirst()
    {
        using Talker first = Enter("ada", 440);
        Until(() => first.Client.State.Value == RoomState.Joined, "the first joins", first.Describe);
        using Talker second = Enter("ada", 440);
        Until(() => first.Client.State.Value == RoomState.Failed, "the first is sent away", first.Describe);
        Assert.That(first.Client.Problem.Value, Is.Not.Empty);
        Until(() => second.Client.State.Value == RoomState.Joined, "the second stays", second.Describe);
    }

    [Test]
    public void ExpiredToken_IsReplacedByAFreshOne()
    {
        int asked = 0;
        var source = new TokenSource(() => Server.MintToken(
            "hall", "ada", lifetime: TimeSpan.FromSeconds(asked++ == 0 ? -60 : 60)));
        using Talker ada = Enter("ada", 440, Server.Web, source);
        Until(() => ada.Client.State.Value == RoomState.Joined, "ada joins", ada.Describe);
        Until(() => ada.Client.Local.PacketsSent > 0, "ada speaks", ada.Describe);
        Assert.That(asked, Is.EqualTo(2));
    }

    [Test]
    public void TokenOfAnotherRoom_FailsWithASentence()
    {
        var source = new TokenSource(() => Server.MintToken("another", "ada"));
        using Talker ada = Enter("ada", 440, Server.Web, source);
        Until(() => ada.Client.State.Value == RoomState.Failed, "the room refuses", ada.Describe);
        Assert.That(ada.Client.Problem.Value, Does.Contain("hall"));
    }

    private sealed class TokenSource(Func<string> mint) : ITokenSource
    {
        public Task<Realtime.ApiResult<string>> GetTokenAsync(System.Threading.CancellationToken cancellation) =>
            Task.FromResult<Realtime.ApiResult<string>>(mint());
    }
}
