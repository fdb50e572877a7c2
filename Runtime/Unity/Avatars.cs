#nullable enable
using System.Collections.Generic;
using Earshot.Rooms;
using Earshot.Rooms.Api;
using UniRx;
using UnityEngine;
using Object = UnityEngine.Object;

namespace Earshot
{
    /// <summary>One <see cref="Voice"/> in the scene for each other player of a room: the one that the game has given
    /// the player's id, or else a spawned copy of a prefab. Main thread.</summary>
    internal sealed class Avatars
    {
        private readonly Dictionary<string, Avatar> _avatars = new Dictionary<string, Avatar>();

        /// <summary>All of them; a Voice whose object the game destroyed stays until its player goes.</summary>
        public ReactiveCollection<Voice> Voices { get; } = new ReactiveCollection<Voice>();

        /// <summary>Compares the players in the room with the avatars in the scene and mends the difference.</summary>
        public void Match(IReadOnlyList<RemoteVoice> players, GameObject? prefab)
        {
            var gone = new HashSet<string>(_avatars.Keys);
            foreach (RemoteVoice player in players) gone.Remove(player.Player.Id.Value);
            foreach (string playerId in gone) Remove(playerId);
            foreach (RemoteVoice player in players)
            {
                if (!_avatars.ContainsKey(player.Player.Id.Value)) Add(player.Player, prefab);
            }
        }

        private void Add(Player player, GameObject? prefab)
        {
            Avatar avatar = Find(player.Id.Value) ?? Spawn(player, prefab);
            _avatars[player.Id.Value] = avatar;
            if (avatar.Voice != null) Voices.Add(avatar.Voice);
        }

        private void Remove(string playerId)
        {
            Avatar avatar = _avatars[playerId];
            _avatars.Remove(playerId);
            if (!ReferenceEquals(avatar.Voice, null)) Voices.Remove(avatar.Voice);
            if (avatar.Spawned != null) Object.Destroy(avatar.Spawned);
        }

        private static Avatar? Find(string playerId)
        {
            foreach (Voice voice in Object.FindObjectsByType<Voice>(FindObjectsSortMode.None))
            {
                if (voice.PlayerId == playerId) return new Avatar(voice, null);
            }

            return null;
        }

        private static Avatar Spawn(Player player, GameObject? prefab)
        {
            if (prefab == null) return new Avatar(null, null); // the game gives a Voice the id when it likes
            GameObject spawned = Object.Instantiate(prefab);
            spawned.name = player.Name.Length > 0 ? player.Name : player.Id.Value;
            Voice voice = spawned.GetComponentInChildren<Voice>(true);
            if (voice != null) voice.PlayerId = player.Id.Value;
            else Debug.LogWarning($"Earshot: the player prefab \"{prefab.name}\" has no Voice. Add one to it.", prefab);
            return new Avatar(voice, spawned);
        }

        /// <summary>Another player's object; Spawned is null where the game made it.</summary>
        private sealed class Avatar
        {
            public readonly Voice? Voice;
            public readonly GameObject? Spawned;

            public Avatar(Voice? voice, GameObject? spawned)
            {
                Voice = voice;
                Spawned = spawned;
            }
        }
    }
}
