using Earshot.Rooms.Api;

namespace Earshot.Server.Rooms;

/// <summary>What came from a client: a message, or a sentence on what came instead, or the end.</summary>
internal readonly record struct ReceivedMessage(ClientMessage? Message, string Error)
{
    /// <summary>The connection is gone, or we have ended it.</summary>
    public static readonly ReceivedMessage End = new(null, "");

    public bool IsEnd => Message == null && Error.Length == 0;
}
