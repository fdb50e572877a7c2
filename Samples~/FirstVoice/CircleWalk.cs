#nullable enable
using UnityEngine;

namespace Earshot.Samples.FirstVoice
{
    /// <summary>Walks in a circle around the other players while all look the same way, so that each voice wanders from
    /// the left to the right and back. Everybody computes everybody's place from the room's clock and the order of the
    /// players' ids: nothing needs to be sent.</summary>
    [RequireComponent(typeof(Voice))]
    public sealed class CircleWalk : MonoBehaviour
    {
        [SerializeField]
        [Tooltip("Metres from the middle.")]
        private float _radius = 1.5f;

        [SerializeField]
        [Tooltip("Seconds for once around.")]
        private float _secondsPerRound = 6;

        private VoiceRoom? _room;
        private Voice? _voice;

        private void Start()
        {
            _room = FindFirstObjectByType<VoiceRoom>();
            _voice = GetComponent<Voice>();
        }

        private void Update()
        {
            if (_room == null || _voice == null || _room.PlayerId.Length == 0) return; // not in the room yet

            string id = _voice.IsLocal ? _room.PlayerId : _voice.PlayerId;
            int place = string.CompareOrdinal(_room.PlayerId, id) < 0 ? 1 : 0;
            for (int i = 0; i < _room.Voices.Count; i++)
            {
                if (string.CompareOrdinal(_room.Voices[i].PlayerId, id) < 0) place++;
            }

            int players = _room.Voices.Count + 1;
            double turns = _room.RoomTime / _secondsPerRound + (double)place / players;
            float angle = (float)((turns - System.Math.Floor(turns)) * 2 * System.Math.PI);
            transform.position = new Vector3(Mathf.Cos(angle), 0, Mathf.Sin(angle)) * _radius;
        }
    }
}
