using System;
using System.CommandLine;
using System.IO;
using System.Linq;
using Earshot.Benchmarks;
using Earshot.Benchmarks.Channels;
using Earshot.Benchmarks.Codecs;
using Earshot.Benchmarks.Connect;
using Earshot.Benchmarks.Playout;
using Earshot.Benchmarks.Receive;
using Earshot.Benchmarks.Sfu;
using Earshot.Benchmarks.Srtp;
using Earshot.Benchmarks.Stage;
using Earshot.Benchmarks.Video;
using Earshot.Benchmarks.Voices;

IBenchmark[] benchmarks =
[
    new ConnectBenchmark(), new ReceiveBenchmark(), new ChannelBenchmark(), new SrtpBenchmark(),
    new PlayoutBenchmark(), new CodecBenchmark(), new SfuBenchmark(), new VideoBenchmark(),
    new StageBenchmark(),
    new VoicesBenchmark(),
];

var output = new Option<DirectoryInfo>("--out")
{
    Description = "Where NAME.json goes.",
    DefaultValueFactory = _ => new DirectoryInfo("out/bench"),
    Recursive = true,
};
var root = new RootCommand("Measures Earshot beside its peers, in turns and in one run.") { output };
foreach (IBenchmark benchmark in benchmarks) root.Add(Verb(benchmark.Name, benchmark.Description, benchmark));
root.Add(Verb("all", "All of them, one after the other.", benchmarks));

var crypto = new Argument<string>("crypto");
var end = new Command(ChannelBenchmark.EndVerb) { crypto };
end.Hidden = true;
end.SetAction(parsed => ChannelEnd.Run(parsed.GetValue(crypto) == "managed"));
root.Add(end);
AddPeer(ConnectBenchmark.PeerVerb, ConnectingPeer.Run);
AddPeer(ReceiveBenchmark.PeerVerb, ReceivingPeer.Run);
AddPeer(ReceiveBenchmark.SocketVerb, ReceivingSocket.Run);
AddPeer(SfuBenchmark.SfuVerb, SfuBenchmark.RunSfu);
return await root.Parse(args).InvokeAsync();

Command Verb(string name, string description, params IBenchmark[] measured)
{
    var verb = new Command(name, description);
    foreach (Option option in measured.SelectMany(benchmark => benchmark.Options)) verb.Add(option);
    verb.SetAction(async (parsed, stop) =>
    {
        foreach (IBenchmark benchmark in measured)
        {
            string folder = parsed.GetValue(output)!.FullName;
            var report = new Report(benchmark.Name, folder);
            benchmark.Choose(parsed);
            await benchmark.MeasureAsync(report, stop);
            string path = report.Write();
            Console.WriteLine($"Written to {Path.GetRelativePath(Environment.CurrentDirectory, path)}.");
        }
    });
    return verb;
}

// What a benchmark starts as a process of its own.
void AddPeer(string verb, Action run)
{
    var peer = new Command(verb) { Hidden = true };
    peer.SetAction(_ => run());
    root.Add(peer);
}
