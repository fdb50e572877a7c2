using System;

namespace UnityEngine
{
    [AttributeUsage(AttributeTargets.Class)]
    public sealed class AddComponentMenu : Attribute
    {
        public AddComponentMenu(string menuName) => componentMenu = menuName;

        public AddComponentMenu(string menuName, int order) : this(menuName) => componentOrder = order;

        public string componentMenu { get; }

        public int componentOrder { get; }
    }
}
