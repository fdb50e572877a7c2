using UnityEngine;

namespace Earshot.Player;

/// <summary>Tells an actor each frame where its listener is, once it is in the room.</summary>
internal sealed class HeadRecorder : MonoBehaviour
{
    private AudioListener? _listener;

    public Actor? Actor { get; set; }

    private void LateUpdate()
    {
        if (Actor == null || Actor.Room.PlayerId.Length == 0) return;
        if (_listener == null) _listener = FindFirstObjectByType<AudioListener>();
        if (_listener != null) Actor.Stand(_listener.transform);
    }
}
