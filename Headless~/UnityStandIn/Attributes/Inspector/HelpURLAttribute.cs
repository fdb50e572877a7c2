using System;

namespace UnityEngine
{
    [AttributeUsage(AttributeTargets.Class)]
    public class HelpURLAttribute : Attribute
    {
        public HelpURLAttribute(string url) => URL = url;

        public string URL { get; }
    }
}
