namespace UnityEngine
{
    /// <summary>Scaled seconds, at least to the next frame.</summary>
    public sealed class WaitForSeconds : YieldInstruction
    {
        public WaitForSeconds(float seconds) => Seconds = seconds;

        internal float Seconds { get; }
    }
}
