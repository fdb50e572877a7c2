namespace UnityEngine
{
    public class AudioBehaviour : Behaviour
    {
    }
}
