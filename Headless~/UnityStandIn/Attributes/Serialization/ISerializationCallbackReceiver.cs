namespace UnityEngine
{
    /// <summary>Told before its fields are copied, and after they were written by a scene, a prefab or
    /// Instantiate.</summary>
    public interface ISerializationCallbackReceiver
    {
        void OnBeforeSerialize();

        void OnAfterDeserialize();
    }
}
