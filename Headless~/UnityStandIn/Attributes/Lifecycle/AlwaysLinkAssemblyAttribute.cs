using System;

namespace UnityEngine.Scripting
{
    /// <summary>Of no effect here: nothing is stripped.</summary>
    [AttributeUsage(AttributeTargets.Assembly)]
    public class AlwaysLinkAssemblyAttribute : Attribute
    {
    }
}
