#nullable enable
using System.Reflection;

namespace UnityStandIn
{
    /// <summary>A field that is saved, and the names under which a file may hold it, the present one first.</summary>
    internal sealed class SerializedField
    {
        public SerializedField(FieldInfo field, string[] names)
        {
            Field = field;
            Names = names;
        }

        public FieldInfo Field { get; }

        public string[] Names { get; }
    }
}
