using System;
using UnityStandIn;

namespace UnityEngine
{
    /// <summary>A point of a curve, with the slopes before and after it. Weights are kept but not used.</summary>
    [Serializable]
    public struct Keyframe
    {
        [SavedAs("time")] private float _time;
        [SavedAs("value")] private float _value;
        [SavedAs("inSlope")] private float _inTangent;
        [SavedAs("outSlope")] private float _outTangent;
        [SavedAs("weightedMode")] private WeightedMode _weightedMode;
        [SavedAs("inWeight")] private float _inWeight;
        [SavedAs("outWeight")] private float _outWeight;

        public Keyframe(float time, float value) : this(time, value, 0f, 0f)
        {
        }

        public Keyframe(float time, float value, float inTangent, float outTangent)
        {
            _time = time;
            _value = value;
            _inTangent = inTangent;
            _outTangent = outTangent;
            _weightedMode = WeightedMode.None;
            _inWeight = 0f;
            _outWeight = 0f;
        }

        public float time { get => _time; set => _time = value; }

        public float value { get => _value; set => _value = value; }

        public float inTangent { get => _inTangent; set => _inTangent = value; }

        public float outTangent { get => _outTangent; set => _outTangent = value; }

        public float inWeight { get => _inWeight; set => _inWeight = value; }

        public float outWeight { get => _outWeight; set => _outWeight = value; }

        public WeightedMode weightedMode { get => _weightedMode; set => _weightedMode = value; }
    }
}
