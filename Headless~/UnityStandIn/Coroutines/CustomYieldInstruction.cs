using System.Collections;

namespace UnityEngine
{
    /// <summary>Asked once a frame whether to wait on.</summary>
    public abstract class CustomYieldInstruction : IEnumerator
    {
        public abstract bool keepWaiting { get; }

        public object Current => null;

        public bool MoveNext() => keepWaiting;

        public virtual void Reset()
        {
        }
    }
}
