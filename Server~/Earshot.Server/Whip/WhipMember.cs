using System;
using Earshot.Rooms.Api;
using Earshot.Server.Rooms;

namespace Earshot.Server.Whip;

/// <summary>Who is in a room by WHIP: heard and seen, and told nothing.</summary>
internal sealed class WhipMember(Action end) : IRoomMember
{
    public void Send(byte[] frame)
    {
    }

    /// <summary>The same player has joined from elsewhere.</summary>
    public void End(ServerMessage.Refused? last) => end();
}
