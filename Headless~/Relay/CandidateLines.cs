using System;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Earshot.Relay;

/// <summary>The ICE candidates in a description, or trickled one by one
/// (https://www.rfc-editor.org/rfc/rfc8839#section-5.1).</summary>
internal static partial class CandidateLines
{
    /// <summary>Puts another address into each UDP candidate with an IPv4 address, and takes the others out: TCP, IPv6,
    /// and names such as mDNS's.</summary>
    public static string Rewrite(string text, Func<IPEndPoint, IPEndPoint> replace) =>
        Line().Replace(text, line =>
        {
            bool isUdp = line.Groups["transport"].Value.Equals("udp", StringComparison.OrdinalIgnoreCase);
            if (!isUdp || !IPAddress.TryParse(line.Groups["address"].Value, out IPAddress? address) ||
                address.AddressFamily != AddressFamily.InterNetwork)
                return "";
            IPEndPoint put = replace(new IPEndPoint(address, int.Parse(line.Groups["port"].ValueSpan)));
            return $"{line.Groups["before"]}{put.Address} {put.Port}{line.Groups["after"]}";
        });

    [GeneratedRegex(
        @"^(?<before>(a=)?candidate:\S+ \d+ (?<transport>\S+) \d+ )(?<address>\S+) (?<port>\d+)" +
        @"(?<after> [^\r\n]*(\r?\n|\z))",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Line();
}
