using Earshot.Rooms.Api;

namespace Earshot.Server.Rooms;

/// <summary>How one player hangs on a room. Any thread; never blocks.</summary>
internal interface IRoomMember
{
    /// <summary>Tells it what has changed, as a text frame.</summary>
    void Send(byte[] frame);

    /// <summary>Ends it, with a last message if there is one.</summary>
    void End(ServerMessage.Refused? last);
}
