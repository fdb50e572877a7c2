using System;

namespace UnityEngine
{
    /// <summary>A destroyed object was used.</summary>
    public class MissingReferenceException : SystemException
    {
        public MissingReferenceException(string message) : base(message)
        {
        }
    }
}
