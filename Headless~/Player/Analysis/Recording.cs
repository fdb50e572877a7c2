using System.Collections.Generic;

namespace Earshot.Player.Analysis;

/// <summary>What one player said and heard, on the time line all players share: sample 0 of both is when the curtain
/// rose.</summary>
/// <param name="Player">The player's name.</param>
/// <param name="Said">48 kHz mono: what the microphone took in.</param>
/// <param name="Heard">48 kHz stereo, interleaved: what the sound card was given.</param>
/// <param name="Path">Where the player's head was.</param>
internal sealed record Recording(string Player, float[] Said, float[] Heard, IReadOnlyList<Pose> Path)
{
    public const int SampleRate = 48000;

    /// <summary>Left and right added, from a sample on; silence beyond the end.</summary>
    public float[] HeardMono(int start, int length)
    {
        var mono = new float[length];
        for (int i = 0; i < length && start + i < Heard.Length / 2; i++)
            mono[i] = Heard[(start + i) * 2] + Heard[(start + i) * 2 + 1];
        return mono;
    }

    /// <summary>The pose nearest to a time in seconds.</summary>
    public Pose PoseAt(double time)
    {
        Pose nearest = Path[0];
        foreach (Pose pose in Path)
        {
            if (pose.Time > time) break;
            nearest = pose;
        }

        return nearest;
    }
}
