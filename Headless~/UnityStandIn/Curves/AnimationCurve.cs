using System;
using System.Collections.Generic;
using UnityStandIn;

namespace UnityEngine
{
    /// <summary>Cubic Hermite pieces between keys in order of time; before the first and after the last key the value
    /// holds. An infinite slope makes a step.</summary>
    [Serializable]
    public class AnimationCurve
    {
        [SavedAs("m_Curve")] private List<Keyframe> _keys = new List<Keyframe>();
        [SavedAs("m_PreInfinity")] private WrapMode _preWrapMode = WrapMode.ClampForever;
        [SavedAs("m_PostInfinity")] private WrapMode _postWrapMode = WrapMode.ClampForever;

        public AnimationCurve()
        {
        }

        public AnimationCurve(params Keyframe[] keys) => this.keys = keys;

        public int length => _keys.Count;

        public Keyframe this[int index] => _keys[index];

        public Keyframe[] keys
        {
            get => _keys.ToArray();
            set
            {
                _keys = new List<Keyframe>(value);
                _keys.Sort((a, b) => a.time.CompareTo(b.time));
            }
        }

        public WrapMode preWrapMode { get => _preWrapMode; set => _preWrapMode = value; }

        public WrapMode postWrapMode { get => _postWrapMode; set => _postWrapMode = value; }

        public static AnimationCurve Constant(float timeStart, float timeEnd, float value) =>
            Linear(timeStart, value, timeEnd, value);

        public static AnimationCurve Linear(float timeStart, float valueStart, float timeEnd, float valueEnd)
        {
            if (timeStart == timeEnd) return new AnimationCurve(new Keyframe(timeStart, valueStart));
            float slope = (valueEnd - valueStart) / (timeEnd - timeStart);
            return new AnimationCurve(
                new Keyframe(timeStart, valueStart, 0f, slope), new Keyframe(timeEnd, valueEnd, slope, 0f));
        }

        public static AnimationCurve EaseInOut(float timeStart, float valueStart, float timeEnd, float valueEnd) =>
            new AnimationCurve(new Keyframe(timeStart, valueStart), new Keyframe(timeEnd, valueEnd));

        public int AddKey(float time, float value) => AddKey(new Keyframe(time, value));

        /// <summary>Where the key went, or -1 when there is one at that time already.</summary>
        public int AddKey(Keyframe key)
        {
            int index = _keys.FindIndex(other => other.time >= key.time);
            if (index < 0) index = _keys.Count;
            else if (_keys[index].time == key.time) return -1;
            _keys.Insert(index, key);
            return index;
        }

        public void RemoveKey(int index) => _keys.RemoveAt(index);

        public float Evaluate(float time)
        {
            if (_keys.Count == 0) return 0f;
            if (time <= _keys[0].time) return _keys[0].value;
            for (int i = 1; i < _keys.Count; i++)
                if (time < _keys[i].time) return Hermite(_keys[i - 1], _keys[i], time);
            return _keys[_keys.Count - 1].value;
        }

        private static float Hermite(Keyframe from, Keyframe to, float time)
        {
            if (float.IsInfinity(from.outTangent) || float.IsInfinity(to.inTangent)) return from.value;
            float span = to.time - from.time;
            float t = (time - from.time) / span, t2 = t * t, t3 = t2 * t;
            return (2f * t3 - 3f * t2 + 1f) * from.value + (t3 - 2f * t2 + t) * span * from.outTangent
                + (3f * t2 - 2f * t3) * to.value + (t3 - t2) * span * to.inTangent;
        }
    }
}
