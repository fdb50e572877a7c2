namespace UnityEngine
{
    public sealed class NonReorderableAttribute : PropertyAttribute
    {
    }
}
