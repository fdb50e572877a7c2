using System;
using System.Collections.Generic;
using System.Linq;
using Earshot.Rooms.Api;

namespace Earshot.Server.Rooms;

/// <summary>Who is in one room. Every change goes to all others in the same order; a message is written once, whatever
/// the number of players, and sending never waits. Any thread.</summary>
internal sealed class Room(string name, TimeProvider clock)
{
    /// <summary>More than this are refused.</summary>
    public const int MaxPlayers = 200;

    private sealed record Seat(Player Player, IRoomMember Member);

    private readonly long _openedAt = clock.GetTimestamp();
    private readonly Dictionary<PlayerId, Seat> _seats = [];

    /// <summary>The name tokens carry.</summary>
    public string Name => name;

    /// <summary>Seconds since the room opened.</summary>
    public double Time => clock.GetElapsedTime(_openedAt).TotalSeconds;

    /// <summary>How many players are in it.</summary>
    public int PlayerCount
    {
        get
        {
            lock (_seats) return _seats.Count;
        }
    }

    /// <summary>Takes a player in and tells it who is there. A connection of the same player is replaced. False when
    /// the room is full.</summary>
    public bool TryJoin(Player player, IRoomMember member)
    {
        lock (_seats)
        {
            if (_seats.Remove(player.Id, out Seat? older))
            {
                older.Member.End(new ServerMessage.Refused(RoomErrorCode.Replaced,
                    $"Player \"{player.Id}\" joined room \"{name}\" from elsewhere. Leave there, or use another id."));
            }

            if (_seats.Count >= MaxPlayers) return false;
            _seats.Add(player.Id, new Seat(player, member));
            member.Send(RoomConnection.Encode(new ServerMessage.Welcome(
                player.Id, name, Time, _seats.Values.Select(seat => seat.Player).ToArray())));
            TellOthers(player.Id, new ServerMessage.PlayerChanged(player));
            return true;
        }
    }

    /// <summary>Takes a player out, unless another connection has taken its place.</summary>
    public void Leave(PlayerId player, IRoomMember member)
    {
        lock (_seats)
        {
            if (!IsSeated(player, member)) return;
            _seats.Remove(player);
            TellOthers(player, new ServerMessage.PlayerLeft(player));
        }
    }

    /// <summary>The player, as it is shown to the others; null when it is not here.</summary>
    public Player? Find(PlayerId id)
    {
        lock (_seats) return _seats.GetValueOrDefault(id)?.Player;
    }

    /// <summary>Replaces what a player publishes.</summary>
    public void SetTracks(PlayerId id, IRoomMember member, ClientMessage.Tracks tracks)
    {
        lock (_seats)
        {
            if (!IsSeated(id, member)) return;
            Player changed = _seats[id].Player.WithTracks(tracks.SessionId, tracks.Published);
            _seats[id] = new Seat(changed, member);
            TellOthers(id, new ServerMessage.PlayerChanged(changed));
        }
    }

    private bool IsSeated(PlayerId player, IRoomMember member) =>
        _seats.TryGetValue(player, out Seat? seat) && seat.Member == member;

    private void TellOthers(PlayerId except, ServerMessage message)
    {
        byte[] frame = RoomConnection.Encode(message);
        foreach (Seat seat in _seats.Values)
        {
            if (seat.Player.Id != except) seat.Member.Send(frame);
        }
    }
}
