using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using Earshot.Rtc.Wire;
using Newtonsoft.Json.Linq;

namespace Earshot.Tests;

/// <summary>What a stranger hears of us: one with a codec judges by itself, another tells the packets it got.</summary>
internal sealed class Hearing
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    // Enough where nothing is lost, and enough where a third is.
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly Script _stranger;
    private readonly bool _hasCodec;

    public Hearing(Script stranger, bool hasCodec)
    {
        _stranger = stranger;
        _hasCodec = hasCodec;
    }

    /// <summary>Has the stranger be ready to speak a tone.</summary>
    public void Teach(int hertz)
    {
        if (_hasCodec) return;
        var frames = new JArray(Tone.Frames(hertz).Select(Convert.ToBase64String));
        _stranger.Ask("learn", new JObject { ["hertz"] = hertz, ["frames"] = frames });
    }

    /// <summary>Waits until that much of what comes on each line from now on is our tone; in the end says of each how
    /// much is, 0 to 1.</summary>
    public IReadOnlyDictionary<Line, double> SharesOf(IReadOnlyList<Line> lines, double enough)
    {
        var hertz = new JObject(lines.Select(line => new JProperty(line.Mid.Value, line.Ours)));
        var ask = new JObject { ["hertz"] = hertz, ["enough"] = enough };
        if (!_hasCodec) _stranger.Ask("hear", ask); // forgets what came before
        TimeSpan listens = Moment;
        for (var clock = Stopwatch.StartNew(); ; listens = Second)
        {
            if (!_hasCodec) Thread.Sleep(listens);
            JToken heard = _stranger.Ask("hear", ask);
            Dictionary<Line, double> shares = lines.ToDictionary(line => line, line => ShareIn(heard, line));
            if (_hasCodec || shares.Values.All(share => share > enough) || clock.Elapsed > Patience) return shares;
        }
    }

    private double ShareIn(JToken heard, Line line)
    {
        JToken? told = heard[line.Mid.Value];
        if (told == null || told.Type is JTokenType.String or JTokenType.Null) return 0;
        return _hasCodec ? (double)told : Tone.ShareIn(Packets((JArray)told), line.Ours);
    }

    private static IEnumerable<TonePacket> Packets(JArray told)
    {
        RtpTime last = default;
        long time = 0;
        foreach (JToken packet in told)
        {
            var next = new RtpTime((uint)packet[0]!);
            if (time == 0) time = next.Ticks;
            else time += next - last;
            last = next;
            yield return new TonePacket(time, Convert.FromBase64String((string)packet[1]!));
        }
    }
}
