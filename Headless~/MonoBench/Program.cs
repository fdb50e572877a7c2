using System;
using System.Collections.Generic;
using Earshot.Io.Crypto;
using Earshot.MonoBench;
using Earshot.Rtc.Dtls;

// Each line of stdin is "PROFILE LENGTH protect|unprotect PACKETS"; each is answered by nanoseconds a packet.
var works = new Dictionary<string, SrtpWork>();
while (Console.ReadLine() is { } line)
{
    string[] words = line.Split(' ');
    string key = string.Join(" ", words, 0, 3);
    if (!works.TryGetValue(key, out SrtpWork? work))
    {
        var profile = (SrtpProfile)Enum.Parse(typeof(SrtpProfile), words[0]);
        work = new SrtpWork(
            new ManagedSrtpCrypto(), profile, int.Parse(words[1]), unprotects: words[2] == "unprotect");
        works.Add(key, work);
    }

    Console.WriteLine(work.Measure(int.Parse(words[3])).ToString("R"));
}
