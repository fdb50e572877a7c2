#nullable enable
using System;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Earshot.Io.Dtls;
using Earshot.Rtc.Dtls;
using Earshot.Rtc.Srtp;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>DTLS against OpenSSL over loopback: both roles, both profiles, both kinds of certificate, and with the
    /// final flight lost, where only a flight under new record numbers gets an answer.</summary>
    [Category("Interop")]
    public sealed class OpenSslInteropTests
    {
        private static readonly BouncyCastleDtls Provider = new BouncyCastleDtls(new SeededRandom(11));
        private static readonly Stopwatch Clock = Stopwatch.StartNew();
        private string _folder = "";
        private Socket _socket = null!;

        [SetUp]
        public void MakeFolderAndSocket()
        {
            _folder = Path.Combine(Path.GetTempPath(), "earshot-openssl-" + Guid.NewGuid().ToString("N"));
            Directory.CreateDirectory(_folder);
            _socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp)
            {
                ReceiveTimeout = 10,
            };
            _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        }

        [TearDown]
        public void Remove()
        {
            _socket.Dispose();
            Directory.Delete(_folder, recursive: true);
        }

        [TestCase("SRTP_AEAD_AES_128_GCM", "ec")]
        [TestCase("SRTP_AEAD_AES_256_GCM", "ec")]
        [TestCase("SRTP_AES128_CM_SHA1_80", "ec")]
        [TestCase("SRTP_AEAD_AES_128_GCM", "rsa")]
        public void AsClient_AgreesOnKeysWithOpenSsl(string profile, string keys)
        {
            using OpenSsl server = StartServer(profile, keys, out Fingerprint fingerprint, out IPEndPoint address);
            AssertSameKeys(server, DtlsRole.Client, fingerprint, address, profile, lose: -1);
        }

        [TestCase("SRTP_AEAD_AES_128_GCM")]
        [TestCase("SRTP_AEAD_AES_256_GCM")]
        [TestCase("SRTP_AES128_CM_SHA1_80")]
        public void AsServer_AgreesOnKeysWithOpenSsl(string profile)
        {
            Fingerprint fingerprint = MakeCertificate("ec");
            using OpenSsl client = OpenSsl.Start(
                $"s_client -dtls1_2 -connect {_socket.LocalEndPoint} {Options(profile)}");
            AssertSameKeys(client, DtlsRole.Server, fingerprint, null, profile, lose: -1);
        }

        [Test]
        public void AsClient_RecoversWhenOpenSslsAnswerIsLost([Values(1, 2, 3)] int datagram)
        {
            const string profile = "SRTP_AEAD_AES_128_GCM";
            using OpenSsl server = StartServer(profile, "ec", out Fingerprint fingerprint, out IPEndPoint address);
            AssertSameKeys(server, DtlsRole.Client, fingerprint, address, profile, datagram);
        }

        private OpenSsl StartServer(string profile, string keys, out Fingerprint fingerprint, out IPEndPoint address)
        {
            fingerprint = MakeCertificate(keys);
            using (var probe = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0)))
                address = (IPEndPoint)probe.Client.LocalEndPoint!;
            return OpenSsl.Start($"s_server -dtls1_2 -accept {address} -Verify 1 {Options(profile)}");
        }

        // As OpenSSL calls them.
        private static SrtpProfile ProfileOf(string name) => name switch
        {
            "SRTP_AEAD_AES_128_GCM" => SrtpProfile.AeadAes128Gcm,
            "SRTP_AEAD_AES_256_GCM" => SrtpProfile.AeadAes256Gcm,
            _ => SrtpProfile.Aes128CmHmacSha1Tag80,
        };

        private string Options(string profile)
        {
            int length = SrtpSession.KeyingMaterialLength(ProfileOf(profile));
            return $"-cert {_folder}/cert.pem -key {_folder}/key.pem -mtu 1200 -use_srtp {profile} " +
                   $"-keymatexport EXTRACTOR-dtls_srtp -keymatexportlen {length}";
        }

        private Fingerprint MakeCertificate(string keys)
        {
            string algorithm = keys == "ec" ? "ec -pkeyopt ec_paramgen_curve:prime256v1" : "rsa:2048";
            OpenSsl.Run($"req -x509 -newkey {algorithm} -nodes -days 2 -subj /CN=stranger " +
                        $"-keyout {_folder}/key.pem -out {_folder}/cert.pem");
            string printed = OpenSsl.Run($"x509 -in {_folder}/cert.pem -noout -fingerprint -sha256");
            return new Fingerprint("sha-256", Regex.Match(printed, "=([0-9A-F:]{95})").Groups[1].Value);
        }

        private void AssertSameKeys(
            OpenSsl stranger, DtlsRole role, Fingerprint fingerprint, IPEndPoint? remote, string profile, int lose)
        {
            DtlsOutcome outcome = Shake(role, fingerprint, remote, lose);
            Assert.That(outcome.Failure, Is.EqualTo(CloseReason.None), outcome.Detail + stranger.Output);
            Assert.That(outcome.Profile, Is.EqualTo(ProfileOf(profile)));
            Assert.That(() => stranger.KeyingMaterial, Is.Not.Null.After(5000, 10), stranger.Output);
            string ours = BitConverter.ToString(outcome.KeyingMaterial!).Replace("-", "");
            Assert.That(stranger.KeyingMaterial, Is.EqualTo(ours));
        }

        /// <summary>Shakes hands over the socket; loses the datagram that comes as number <paramref name="lose"/>:
        /// 1 is OpenSSL's HelloVerifyRequest, 2 its flight 4, 3 its flight 6.</summary>
        private DtlsOutcome Shake(DtlsRole role, Fingerprint fingerprint, IPEndPoint? remote, int lose)
        {
            using var transport = new DtlsTransport(Provider, role, fingerprint, () => { });
            transport.Start(Now());
            EndPoint? to = remote;
            var buffer = new byte[2048];
            for (int came = 1; ;)
            {
                while (transport.TryPollTransmit(Now(), buffer, out int length))
                    _socket.SendTo(buffer, length, SocketFlags.None, to!);
                if (transport.TryPollOutcome(out DtlsOutcome outcome)) return outcome;

                transport.HandleTimeout(Now());
                EndPoint from = new IPEndPoint(IPAddress.Any, 0);
                if (!TryReceive(buffer, ref from, out int received)) continue;
                to = from;
                if (came++ != lose) transport.HandleDatagram(Now(), buffer.AsSpan(0, received));
            }
        }

        // A refused port is how it looks while s_server has not bound its own yet.
        private bool TryReceive(byte[] buffer, ref EndPoint from, out int received)
        {
            received = 0;
            try
            {
                received = _socket.ReceiveFrom(buffer, ref from);
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        }

        private static Instant Now() => new Instant(Clock.ElapsedTicks * 1_000_000 / Stopwatch.Frequency);
    }
}
