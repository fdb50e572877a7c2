using System;
using System.Collections.Generic;
using UnityEngine;
using UnityEngine.Events;
using UnityEngine.Serialization;

namespace UnityStandIn.Tests
{
    /// <summary>A script with one field of every kind that a scene can hold.</summary>
    public sealed class Actor : MonoBehaviour
    {
        public string Line = "unset";
        public string LongText = "unset";
        public string Escaped = "unset";
        public int[] Numbers = [];
        public byte[] Bytes = [];
        public List<float> Floats = [];
        public Moods Mood;
        public bool Brave;
        public Vector3 Offset;
        public Color Tint;
        public Color32 Paint;
        public LayerMask Layers;
        public AnimationCurve Fade = new();
        public List<Prop> Props = [];
        public AudioSource Mouth = null!;
        public GameObject Prefab = null!;
        public Volume Settings = null!;
        public UnityEvent OnCue = new();
        public UnityEvent<float> OnLevel = new();
        public Prop NeverNull = null!;
        public string NeverNullText = null!;
        public int Unmentioned = 42;
        [FormerlySerializedAs("oldLabel")] public string Label = "unset";
        [NonSerialized] public List<string> Said = [];
        [SerializeField] private Actor? _partner;

        public enum Moods
        {
            Calm,
            Merry,
            Cross
        }

        public Actor Partner => _partner!;

        public bool WasWholeOnAwake { get; private set; }

        public void Say(string words) => Said.Add(words);

        private void Awake() => WasWholeOnAwake = _partner == null || _partner.Line != "unset";

        private void Measure(float level) => Said.Add($"level {level}");

        [Serializable]
        public sealed class Prop
        {
            public string Name = "unset";
            public float Weight;
            public Transform Where = null!;
        }
    }
}
