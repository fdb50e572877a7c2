using UnityEngine;

namespace Earshot.Player;

/// <summary>Tells an actor each frame where its listener is.</summary>
internal sealed class HeadRecorder : MonoBehaviour
{
    private AudioListener? _listener;

    public Actor? Actor { get; set; }

    private void LateUpdate()
    {
        if (_listener == null) _listener = FindFirstObjectByType<AudioListener>();
        if (_listener != null && Actor != null) Actor.Stand(_listener.transform);
    }
}
