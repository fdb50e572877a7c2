using System;
using System.Diagnostics;
using System.Threading;
using Earshot.NativeAot;
using Earshot.Rtc;
using Earshot.Rtc.Wire;

const int Frames = 100;
const int FrameLength = 960; // samples of 20 ms at 48 kHz
TimeSpan patience = TimeSpan.FromSeconds(10);

using var ada = new Caller();
using var ben = new Caller();
var watch = Stopwatch.StartNew();
string offer = ada.Offer(out Mid mid);
ada.Accept(ben.Answer(offer));
while (ada.State != PeerState.Connected || ben.State != PeerState.Connected)
{
    if (watch.Elapsed > patience) return Fail($"not connected after {patience.TotalSeconds:0} s");
    Thread.Sleep(1);
}

TimeSpan connected = watch.Elapsed;
for (int i = 0; i < Frames; i++)
{
    var time = new RtpTime((uint)(i * FrameLength));
    var payload = new byte[80];
    ada.Driver.TrySend(mid, time, marker: i == 0, payload);
    ben.Driver.TrySend(mid, time, marker: i == 0, payload);
    Thread.Sleep(2);
}

while (ada.Heard < Frames || ben.Heard < Frames)
{
    if (watch.Elapsed > patience) return Fail($"of {Frames} packets each, {ada.Heard} and {ben.Heard} were heard");
    Thread.Sleep(1);
}

Console.WriteLine($"Connected in {connected.TotalMilliseconds:0} ms; {Frames} packets heard on either side.");
return 0;

static int Fail(string reason)
{
    Console.Error.WriteLine($"The call failed: {reason}.");
    return 1;
}
