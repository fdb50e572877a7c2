namespace UnityEngine
{
    /// <summary>Seconds of the clock, whatever the time scale; counted from the first time it is asked.</summary>
    public class WaitForSecondsRealtime : CustomYieldInstruction
    {
        private double _until = -1;

        public WaitForSecondsRealtime(float time) => waitTime = time;

        public float waitTime { get; set; }

        public override bool keepWaiting
        {
            get
            {
                if (_until < 0) _until = Time.realtimeSinceStartupAsDouble + waitTime;
                bool waits = Time.realtimeSinceStartupAsDouble < _until;
                if (!waits) Reset();
                return waits;
            }
        }

        public override void Reset() => _until = -1;
    }
}
