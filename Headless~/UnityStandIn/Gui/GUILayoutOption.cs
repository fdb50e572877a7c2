namespace UnityEngine
{
    /// <summary>Taken and ignored: nothing is laid out here.</summary>
    public sealed class GUILayoutOption
    {
        internal GUILayoutOption()
        {
        }
    }
}
