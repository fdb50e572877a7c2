using System;

namespace UnityEngine
{
    /// <summary>Work that ends some frames later. Here it never takes longer than to the next frame.</summary>
    public class AsyncOperation : YieldInstruction
    {
        private Action<AsyncOperation> _completed;

        public event Action<AsyncOperation> completed
        {
            add
            {
                if (isDone) value(this);
                else _completed += value;
            }
            remove => _completed -= value;
        }

        public bool isDone { get; private set; }

        public float progress => isDone ? 1f : 0f;

        internal void Complete()
        {
            isDone = true;
            _completed?.Invoke(this);
        }
    }
}
