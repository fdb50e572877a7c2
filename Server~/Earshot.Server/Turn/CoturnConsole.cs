using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;

namespace Earshot.Server.Turn;

/// <summary>coturn's console (<c>cli-port</c>), a dialogue of lines over TCP: <c>ps USER</c> lists that user's
/// allocations and <c>cs ID</c> ends one. coturn keeps an allocation's key for as long as the allocation lives, so
/// that deleting a user does not end it.</summary>
internal sealed partial class CoturnConsole(IPEndPoint address, string password)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Ends every allocation of a user, whose name must be of one word. Throws <see cref="IOException"/> when
    /// the console does not play along.</summary>
    public async Task CancelAllocationsAsync(string username)
    {
        using var timeout = new CancellationTokenSource(Patience);
        using var socket = new TcpClient();
        try
        {
            await socket.ConnectAsync(address, timeout.Token);
            NetworkStream stream = socket.GetStream();
            await ReadUntilAsync(stream, Question(), timeout.Token);
            await AskAsync(stream, password, timeout.Token);
            string list = await AskAsync(stream, $"ps {username}", timeout.Token);
            foreach (Match allocation in Allocation().Matches(list))
                await AskAsync(stream, $"cs {allocation.Groups["id"].Value}", timeout.Token);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or EndOfStreamException)
        {
            throw new IOException($"coturn's console at {address} does not let us end allocations ({e.Message})", e);
        }
    }

    private static async Task<string> AskAsync(NetworkStream stream, string line, CancellationToken cancelled)
    {
        await stream.WriteAsync(Encoding.UTF8.GetBytes(line + "\r\n"), cancelled);
        return await ReadUntilAsync(stream, Prompt(), cancelled);
    }

    private static async Task<string> ReadUntilAsync(NetworkStream stream, Regex end, CancellationToken cancelled)
    {
        var text = new StringBuilder();
        byte[] buffer = new byte[4096];
        while (!end.IsMatch(text.ToString()))
        {
            int length = await stream.ReadAsync(buffer, cancelled);
            if (length == 0) throw new EndOfStreamException("it closed the connection; is the password right?");
            text.Append(Encoding.UTF8.GetString(buffer, 0, length));
        }

        return text.ToString();
    }

    [GeneratedRegex(@"password:\s*$")]
    private static partial Regex Question();

    [GeneratedRegex(@"(^|\n)> $")]
    private static partial Regex Prompt();

    [GeneratedRegex(@"\bid=(?<id>\d+), user <")]
    private static partial Regex Allocation();
}
