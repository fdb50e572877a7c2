using System;

namespace UnityEngine
{
    /// <summary>The engine was used as it must not be, above all from another thread.</summary>
    public class UnityException : SystemException
    {
        public UnityException(string message) : base(message)
        {
        }
    }
}
