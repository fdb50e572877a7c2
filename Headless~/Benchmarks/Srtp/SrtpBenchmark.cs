using System.Threading;
using System.Threading.Tasks;
using Earshot.Crypto;
using Earshot.Io.Crypto;
using Earshot.MonoBench;
using Earshot.Rtc.Dtls;

namespace Earshot.Benchmarks.Srtp;

/// <summary>Protecting and unprotecting RTP packets, beside libsrtp2.</summary>
public sealed class SrtpBenchmark : IBenchmark
{
    private const int Rounds = 15;
    private const int PacketsATurn = 20_000;

    private static readonly SrtpProfile[] Profiles =
        [SrtpProfile.Aes128CmHmacSha1Tag80, SrtpProfile.AeadAes128Gcm, SrtpProfile.AeadAes256Gcm];

    private static readonly int[] Lengths = [100, 1200];

    public string Name => "srtp";

    public string Description => "SRTP a packet of 100 and of 1,200 bytes, beside libsrtp2.";

    public Task MeasureAsync(Report report, CancellationToken stop)
    {
        using MonoProcess? mono = MonoProcess.TryStart(report);
        bool hasPeer = LibSrtp.TryLoad(report);
        foreach (SrtpProfile profile in Profiles)
        {
            foreach (int length in Lengths)
            {
                foreach (bool unprotects in new[] { false, true })
                {
                    stop.ThrowIfCancellationRequested();
                    string work = $"{(unprotects ? "unprotect" : "protect")} {length} bytes, {profile}";
                    report.Progress(work);
                    Contest contest = Contestants(profile, length, unprotects, hasPeer, mono);
                    report.Add(contest.Run(work, Rounds));
                }
            }
        }

        return Task.CompletedTask;
    }

    private static Contest Contestants(
        SrtpProfile profile, int length, bool unprotects, bool hasPeer, MonoProcess? mono)
    {
        var contest = new Contest("ns a packet");
        if (hasPeer) contest.Enter("libsrtp2", new LibSrtp(profile, length, unprotects).Measure);
        var hardware = new SrtpWork(HardwareSrtpCrypto.OrManaged, profile, length, unprotects);
        contest.Enter("Earshot, hardware", () => hardware.Measure(PacketsATurn));
        var managed = new SrtpWork(new ManagedSrtpCrypto(), profile, length, unprotects);
        contest.Enter("Earshot, managed", () => managed.Measure(PacketsATurn));
        if (mono != null)
            contest.Enter("Earshot on Mono", () => mono.Measure(profile, length, unprotects, PacketsATurn));
        return contest;
    }
}
