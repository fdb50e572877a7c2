namespace UnityEngine
{
    public enum AudioSpeakerMode
    {
        Mono = 1,
        Stereo = 2,
        Quad = 3,
        Surround = 4,
        Mode5point1 = 5,
        Mode7point1 = 6,
        Prologic = 7
    }
}
