using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using Earshot.Io;
using NUnit.Framework;

namespace Earshot.Tests;

/// <summary>Debian's coturn in a process of its own, on loopback, with a configuration and a certificate of this
/// test's.</summary>
internal sealed class Coturn : IDisposable
{
    private const string Program = "turnserver";
    /// <summary>The realm of its users.</summary>
    public const string Realm = "example.org";

    /// <summary>What opens its console.</summary>
    public const string ConsolePassword = "open sesame";

    private readonly string _folder = Directory.CreateTempSubdirectory("earshot-coturn-").FullName;
    private readonly Process _process;
    private readonly int _port = FreePort();
    private readonly int _tlsPort = FreePort();
    private readonly int _consolePort = FreePort();

    public Coturn(params string[] settings)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using X509Certificate2 certificate =
            request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        Thumbprint = certificate.Thumbprint;
        File.WriteAllText(PathOf("cert.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(PathOf("key.pem"), key.ExportPkcs8PrivateKeyPem());
        File.WriteAllLines(PathOf("turnserver.conf"),
        [
            "listening-ip=127.0.0.1", "relay-ip=127.0.0.1", $"listening-port={_port}", $"tls-listening-port={_tlsPort}",
            "fingerprint", "lt-cred-mech", $"realm={Realm}", "user=anna:sesame", "user=bert:sesame",
            "allow-loopback-peers", "no-dtls", "verbose", "log-file=stdout", "simple-log",
            "cli-ip=127.0.0.1", $"cli-port={_consolePort}", $"cli-password={ConsolePassword}",
            $"cert={PathOf("cert.pem")}", $"pkey={PathOf("key.pem")}", $"userdb={Database}",
            $"pidfile={PathOf("pid")}", .. settings,
        ]);
        _process = Process.Start(new ProcessStartInfo(Program, ["-c", PathOf("turnserver.conf")])
        {
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.ErrorDataReceived += (_, line) => Take(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        WaitUntilItListens();
    }

    /// <summary>The certificate's SHA-1, by which the test knows it.</summary>
    public string Thumbprint { get; }

    /// <summary>The SQLite file of its users.</summary>
    public string Database => PathOf("turndb");

    /// <summary>Where its console listens.</summary>
    public IPEndPoint Console => new(IPAddress.Loopback, _consolePort);

    /// <summary>Where it listens for UDP, as an ICE server's url.</summary>
    public string Url => $"turn:127.0.0.1:{_port}?transport=udp";

    /// <summary>All it has written.</summary>
    public string Log { get; private set; } = "";

    /// <summary>Ends the test, as skipped, where it is not installed.</summary>
    public static void Require()
    {
        string path = Environment.GetEnvironmentVariable("PATH") ?? "";
        if (!path.Split(':').Any(folder => File.Exists(Path.Combine(folder, Program))))
            Assert.Ignore("coturn is not installed: apt-get install -y coturn");
    }

    /// <summary>The server as an ICE configuration names it; scheme is "turn" or "turns".</summary>
    public IceServer Server(string scheme, string transport, string username = "anna", string credential = "sesame") =>
        new([$"{scheme}:127.0.0.1:{(scheme == "turns" ? _tlsPort : _port)}?transport={transport}"],
            username, credential);

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private string PathOf(string name) => Path.Combine(_folder, name);

    private void Take(string? line)
    {
        lock (_folder) Log += line + "\n";
    }

    private void WaitUntilItListens()
    {
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < TimeSpan.FromSeconds(10); Thread.Sleep(20))
        {
            try
            {
                using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                socket.Connect(IPAddress.Loopback, _tlsPort);
                return;
            }
            catch (SocketException)
            {
                if (_process.HasExited) break;
            }
        }

        Assert.Fail($"coturn does not listen: {Log}");
    }
}
