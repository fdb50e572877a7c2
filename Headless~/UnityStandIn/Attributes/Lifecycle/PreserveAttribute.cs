using System;

namespace UnityEngine.Scripting
{
    /// <summary>Of no effect here: nothing is stripped.</summary>
    [AttributeUsage(AttributeTargets.All, Inherited = false)]
    public class PreserveAttribute : Attribute
    {
    }
}
