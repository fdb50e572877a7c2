using System;
using System.Collections.Generic;
using System.Globalization;
using Earshot.Io.Crypto;
using Earshot.MonoBench;
using Earshot.Rtc.Dtls;

// Each line of stdin is "PROFILE LENGTH protect|unprotect PACKETS", answered by nanoseconds a packet, or
// "CODEC opus encode|decode FRAMES", answered by microseconds and bytes a frame, or
// "PLAYERS stage SETTING TICKS", answered by the five figures of a tick.
var srtp = new Dictionary<string, SrtpWork>();
var opus = new Dictionary<string, OpusWork>();
var stage = new Dictionary<string, StageWork>();
while (Console.ReadLine() is { } line)
{
    string[] words = line.Split(' ');
    string key = string.Join(" ", words, 0, 3);
    int times = int.Parse(words[3]);
    Console.WriteLine(words[1] switch
    {
        "opus" => MeasureOpus(key, words, times),
        "stage" => MeasureStage(key, words, times),
        _ => MeasureSrtp(key, words, times),
    });
}

string MeasureStage(string key, string[] words, int ticks)
{
    if (!stage.TryGetValue(key, out StageWork? work))
        stage.Add(key, work = new StageWork(int.Parse(words[0]), words[2]));
    StageFigures figures = work.Measure(ticks);
    return string.Format(
        CultureInfo.InvariantCulture, "{0:R} {1:R} {2:R} {3:R} {4:R}",
        figures.Told, figures.Chosen, figures.Drained, figures.Pulls, figures.Bytes);
}

string MeasureOpus(string key, string[] words, int frames)
{
    if (!opus.TryGetValue(key, out OpusWork? work))
    {
        work = new OpusWork(OpusWork.Find(words[0])!, decodes: words[2] == "decode");
        opus.Add(key, work);
    }

    (double microseconds, double bytes) = work.Measure(frames);
    return string.Format(CultureInfo.InvariantCulture, "{0:R} {1:R}", microseconds, bytes);
}

string MeasureSrtp(string key, string[] words, int packets)
{
    if (!srtp.TryGetValue(key, out SrtpWork? work))
    {
        var profile = (SrtpProfile)Enum.Parse(typeof(SrtpProfile), words[0]);
        work = new SrtpWork(
            new ManagedSrtpCrypto(), profile, int.Parse(words[1]), unprotects: words[2] == "unprotect");
        srtp.Add(key, work);
    }

    return work.Measure(packets).ToString("R", CultureInfo.InvariantCulture);
}
