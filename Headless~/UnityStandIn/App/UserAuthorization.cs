using System;

namespace UnityEngine
{
    [Flags]
    public enum UserAuthorization
    {
        WebCam = 1,
        Microphone = 2
    }
}
