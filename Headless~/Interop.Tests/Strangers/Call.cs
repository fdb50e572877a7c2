using System;
using System.Collections.Generic;
using System.Linq;
using Earshot.Relay;
using Earshot.Rtc;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;
using Newtonsoft.Json.Linq;
using NUnit.Framework;

namespace Earshot.Tests;

/// <summary>A call between a stranger and our peer. Each section carries sound both ways, a tone of its own each
/// way.</summary>
internal sealed class Call : IDisposable
{
    private const int LowestHertz = 300;
    private const int HertzApart = 30;

    private readonly Script _stranger;
    private readonly Hearing _hearing;
    private readonly UdpRelay? _relay;
    private readonly Choir _choir = new();
    private readonly List<Line> _lines = [];
    private readonly HashSet<Mid> _stopped = [];
    private int _lastHertz = LowestHertz;

    /// <summary>Opens a peer connection on either side; they meet through the relay where there is one, of which the
    /// stranger is the left side.</summary>
    public Call(Script stranger, Hearing hearing, byte opus, UdpRelay? relay = null, bool isRedundant = false)
    {
        _stranger = stranger;
        _hearing = hearing;
        _relay = relay;
        Us = new OurPeer(opus, isRedundant);
        stranger.Ask("open");
    }

    public OurPeer Us { get; }

    /// <summary>What our descriptions are turned into before they read them.</summary>
    public Func<string, string> EditOurs { get; set; } = description => description;

    /// <summary>What their descriptions are turned into before we read them.</summary>
    public Func<string, string> EditTheirs { get; set; } = description => description;

    /// <summary>The sections that are not stopped.</summary>
    public IReadOnlyList<Line> Lines => _lines;

    /// <summary>The stranger offers so many sections more than there are. The answer is returned.</summary>
    public string TheyOffer(int more = 0, bool restart = false)
    {
        (int Ours, int Theirs)[] tones = [.. Enumerable.Range(0, more).Select(_ => NextTones())];
        if (more > 0) _stranger.Ask("add", new JObject { ["hertz"] = new JArray(tones.Select(tone => tone.Theirs)) });
        string offer = (string)_stranger.Ask("offer", new JObject { ["restart"] = restart })!;
        offer = Pass(Side.Left, offer);
        string answer = Us.Driver.Run((peer, now) =>
        {
            Transceiver[] before = [.. peer.Transceivers];
            Assert.That(peer.TrySetOffer(now, offer, out string error), Is.True, error);
            // Pion offers a place again that it had closed, inactive and under its old mid.
            Transceiver[] added =
                [.. peer.Transceivers.Except(before).Where(section => !_stopped.Contains(section.Mid))];
            Assert.That(added, Has.Length.EqualTo(more), offer);
            for (int i = 0; i < more; i++)
            {
                peer.SetDirection(added[i], Direction.SendRecv);
                Begin(new Line(added[i].Mid, tones[i].Ours, tones[i].Theirs));
            }

            return peer.CreateAnswer(now);
        });
        _stranger.Ask("accept", new JObject { ["sdp"] = Pass(Side.Right, answer) });
        return answer;
    }

    /// <summary>We offer so many sections more than there are. The answer is returned.</summary>
    public string WeOffer(int more = 0, bool restart = false)
    {
        (int Ours, int Theirs)[] tones = [.. Enumerable.Range(0, more).Select(_ => NextTones())];
        var hertz = new JObject();
        string offer = Us.Driver.Run((peer, now) =>
        {
            Transceiver[] added = [.. tones.Select(tone =>
                peer.AddTransceiver(MediaKind.Audio, Direction.SendRecv, $"tone-{tone.Ours}"))];
            string description = peer.CreateOffer(now, restart);
            for (int i = 0; i < more; i++)
            {
                hertz[added[i].Mid.Value] = tones[i].Theirs;
                Begin(new Line(added[i].Mid, tones[i].Ours, tones[i].Theirs));
            }

            return description;
        });
        var ask = new JObject { ["sdp"] = Pass(Side.Right, offer), ["hertz"] = hertz };
        string answer = Pass(Side.Left, (string)_stranger.Ask("answer", ask)!);
        string problem = Us.Driver.Run((peer, now) => peer.TrySetAnswer(now, answer, out string error) ? "" : error);
        Assert.That(problem, Is.Empty, answer);
        return answer;
    }

    /// <summary>The stranger stops a section; its next offer says so.</summary>
    public void TheyStop(Line line)
    {
        _stranger.Ask("stop", new JObject { ["mid"] = line.Mid.Value });
        _stopped.Add(line.Mid);
        _lines.Remove(line);
    }

    /// <summary>We stop a section; our next offer says so.</summary>
    public void WeStop(Line line)
    {
        Us.Driver.Run((peer, _) =>
        {
            peer.Stop(peer.Find(line.Mid)!);
            return true;
        });
        _stopped.Add(line.Mid);
        _lines.Remove(line);
    }

    /// <summary>One side, by an offer, turns a section inactive or to both directions again.</summary>
    public void Hold(Line line, bool byThem, bool isHeld)
    {
        if (isHeld) _lines.Remove(line);
        else _lines.Add(line);
        if (byThem)
        {
            string direction = isHeld ? "inactive" : "sendrecv";
            _stranger.Ask("turn", new JObject { ["mid"] = line.Mid.Value, ["direction"] = direction });
            TheyOffer();
            return;
        }

        Us.Driver.Run((peer, _) =>
        {
            peer.SetDirection(peer.Find(line.Mid)!, isHeld ? Direction.Inactive : Direction.SendRecv);
            return true;
        });
        WeOffer();
    }

    /// <summary>Both sides hear each section's own tone; nearly nothing else, unless less is enough. All sections are
    /// listened to at once, from now on.</summary>
    public void AssertHeard(double enough = 0.7)
    {
        foreach (Line line in _lines) Us.EarFor(line.Mid).Forget();
        foreach ((Line line, double share) in _hearing.SharesOf(_lines, enough))
            Assert.That(share, Is.GreaterThan(enough), $"they hear us on {line}");
        foreach (Line line in _lines)
        {
            double share = Us.EarFor(line.Mid).Hears(line.Theirs, enough);
            Assert.That(share, Is.GreaterThan(enough), $"we hear them on {line}");
        }
    }

    /// <summary>Has the stranger do something else.</summary>
    public JToken Ask(string verb, JObject? with = null) => _stranger.Ask(verb, with);

    /// <summary>What the stranger says of its connection.</summary>
    public JToken TheirState() => _stranger.Ask("state");

    public void Dispose()
    {
        _choir.Dispose();
        Us.Dispose();
    }

    private string Pass(Side from, string description)
    {
        Func<string, string> edit = from == Side.Left ? EditTheirs : EditOurs;
        return edit(_relay?.Rewrite(from, description) ?? description);
    }

    private (int Ours, int Theirs) NextTones()
    {
        int ours = _lastHertz += HertzApart;
        int theirs = _lastHertz += HertzApart;
        _hearing.Teach(theirs);
        return (ours, theirs);
    }

    private void Begin(Line line)
    {
        _lines.Add(line);
        _choir.Add(line.Ours, (time, marker, payload) => Us.Driver.TrySend(line.Mid, time, marker, payload));
    }
}
