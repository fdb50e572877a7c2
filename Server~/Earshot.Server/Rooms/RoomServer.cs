using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.RateLimiting;
using System.Threading.Tasks;
using Earshot.Rooms.Api;
using Earshot.Server.Tokens;

namespace Earshot.Server.Rooms;

/// <summary>All rooms. A room opens with its first player and is forgotten with its last. Any thread.</summary>
internal sealed class RoomServer(PlayerTokens tokens, int messagesPerSecond, TimeProvider clock)
{
    private static readonly TimeSpan JoinWithin = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, Room> _rooms = [];
    private readonly CancellationTokenSource _closing = new();

    /// <summary>How many rooms have somebody in them.</summary>
    public int RoomCount
    {
        get
        {
            lock (_rooms) return _rooms.Count;
        }
    }

    /// <summary>How many players are in rooms.</summary>
    public int PlayerCount
    {
        get
        {
            lock (_rooms) return _rooms.Values.Sum(room => room.PlayerCount);
        }
    }

    /// <summary>Serves one WebSocket until it ends: join first, then whatever the player has to say.</summary>
    public async Task ServeAsync(WebSocket socket, string roomName)
    {
        var connection = new RoomConnection(socket, _closing.Token);
        await connection.RunAsync(() => ConverseAsync(connection, roomName));
    }

    /// <summary>Ends all connections; clients come back when the server does.</summary>
    public void Close() => _closing.Cancel();

    /// <summary>A player of a room; null when it is not there.</summary>
    public Player? Find(string roomName, PlayerId player)
    {
        lock (_rooms) return _rooms.GetValueOrDefault(roomName)?.Find(player);
    }

    /// <summary>Takes a player into its room; false when that is full.</summary>
    public bool TryJoin(PlayerToken token, IRoomMember member, out Room room)
    {
        lock (_rooms)
        {
            if (!_rooms.TryGetValue(token.Room, out room!)) _rooms.Add(token.Room, room = new Room(token.Room, clock));
            return room.TryJoin(new Player(token.Player, token.Name), member);
        }
    }

    /// <summary>Ends what <see cref="TryJoin"/> began.</summary>
    public void Leave(Room room, PlayerId player, IRoomMember member)
    {
        lock (_rooms)
        {
            room.Leave(player, member);
            if (room.PlayerCount == 0 && _rooms.GetValueOrDefault(room.Name) == room) _rooms.Remove(room.Name);
        }
    }

    private async Task ConverseAsync(RoomConnection connection, string roomName)
    {
        (PlayerToken? token, ServerMessage.Refused? refusal) = await AdmitAsync(connection, roomName);
        if (token == null)
        {
            if (refusal != null) connection.End(refusal);
            return;
        }

        if (!TryJoin(token, connection, out Room room))
        {
            connection.End(new ServerMessage.Refused(RoomErrorCode.RoomFull,
                $"Room \"{roomName}\" holds {Room.MaxPlayers} players already. Join another, or wait for a place."));
            return;
        }

        try
        {
            await ListenAsync(connection, room, token);
        }
        finally
        {
            Leave(room, token.Player, connection);
        }
    }

    /// <summary>Reads the join. Neither a token nor a refusal means that the connection is gone.</summary>
    private async Task<(PlayerToken? Token, ServerMessage.Refused? Refusal)> AdmitAsync(
        RoomConnection connection, string roomName)
    {
        ReceivedMessage received = await connection.ReceiveAsync(JoinWithin);
        if (received.IsEnd) return default;
        if (received.Message is not ClientMessage.Join join)
        {
            string problem = received.Error.Length > 0 ? received.Error : "The first message must be a join.";
            return (null, Invalid(problem, """Send {"type":"join","protocol":1,"token":"…"} within 5 seconds."""));
        }

        if (join.Protocol != ClientMessage.Join.ProtocolVersion)
            return (null, Invalid($"Protocol {join.Protocol} is not spoken here.", "Use protocol 1."));
        TokenCheck check = await tokens.CheckAsync(join.Token);
        if (check.Token == null) return (null, new ServerMessage.Refused(check.ErrorCode, check.Sentence));
        if (check.Token.Room == roomName && Names.IsRoom(roomName)) return (check.Token, null);
        return (null, new ServerMessage.Refused(RoomErrorCode.UnknownRoom,
            $"The player token is for room \"{check.Token.Room}\", not for \"{roomName}\" of this address. "
            + $"Fetch a token for the room to join; its name is 1 to {Names.MaxLength} letters, digits and - _ . ~."));
    }

    private async Task ListenAsync(RoomConnection connection, Room room, PlayerToken token)
    {
        using var rate = new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions
        {
            TokenLimit = messagesPerSecond,
            TokensPerPeriod = messagesPerSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        });
        while (true)
        {
            ReceivedMessage received = await connection.ReceiveAsync(Timeout.InfiniteTimeSpan);
            using RateLimitLease lease = rate.AttemptAcquire();
            if (!lease.IsAcquired && !received.IsEnd)
            {
                connection.End(Invalid($"A second holds {messagesPerSecond} messages.", "Send fewer, and join again."));
                return;
            }

            switch (received.Message)
            {
                case ClientMessage.Tracks tracks when token.MayPublish || tracks.Published.Count == 0:
                    room.SetTracks(token.Player, connection, tracks);
                    break;
                case ClientMessage.Tracks:
                    connection.End(Invalid("The player token does not allow to publish.", "Announce no tracks."));
                    return;
                case ClientMessage.Ping ping:
                    connection.Send(new ServerMessage.Pong(ping.Id, room.Time));
                    break;
                case ClientMessage.Leave:
                    return;
                case ClientMessage.Join:
                    connection.End(Invalid("This connection has joined already.", "Open another for another player."));
                    return;
                default:
                    if (!received.IsEnd) connection.End(Invalid(received.Error, "Send the messages of protocol 1."));
                    return;
            }
        }
    }

    private static ServerMessage.Refused Invalid(string problem, string remedy) =>
        new(RoomErrorCode.InvalidMessage, $"{problem} {remedy}");
}
