using System;
using System.Collections.Generic;
using System.Linq;
using Earshot.Measures;
using Earshot.Player.Analysis;

namespace Earshot.Player;

/// <summary>Who says what, and when: the players take turns, so that what is heard is always one voice. Second 0 is
/// when the curtain rises; by then the first player is in the room and begins to speak, while the others
/// join.</summary>
internal sealed class Turns
{
    private const double Pause = 0.4;
    private const int Rate = Recording.SampleRate;

    private static readonly string[] Names =
    [
        "ada", "ben", "cleo", "dan", "eve", "finn", "gus", "hana",
        "ivo", "june", "kai", "lea", "max", "nia", "oto", "pia",
    ];

    private readonly Dictionary<string, float[]> _voices = [];

    /// <summary>Reads a voice for each player: those given, then the package's own by turns.</summary>
    public Turns(int players, double seconds, IReadOnlyList<string> given, string ownVoices)
    {
        Players = Names[..players];
        string[] own = System.IO.Directory.GetFiles(ownVoices, "*.wav").Order().ToArray();
        for (int i = 0; i < players; i++)
            _voices[Players[i]] = WavFile.ReadVoice(i < given.Count ? given[i] : own[i % own.Length]);
        double at = 0;
        for (int turn = 0; ; turn++)
        {
            string speaker = Players[turn % players];
            double end = at + (double)_voices[speaker].Length / Rate;
            if (end > seconds && turn >= players) break;
            Sentences.Add(new Sentence(speaker, at, end));
            at = end + Pause;
        }

        Duration = Sentences[^1].End + 0.6;
    }

    /// <summary>The players' names, in the order they join.</summary>
    public IReadOnlyList<string> Players { get; }

    /// <summary>Everything that is said. Each player speaks once at least.</summary>
    public List<Sentence> Sentences { get; } = [];

    /// <summary>Seconds from the curtain's rise to its fall.</summary>
    public double Duration { get; }

    /// <summary>When a player enters the room: the first before the curtain rises, the others while the first
    /// speaks.</summary>
    public double EntranceOf(string player)
    {
        int index = Players.ToList().IndexOf(player);
        return index == 0 ? -1.5 : 0.4 + 0.5 * (index - 1);
    }

    /// <summary>Who speaks at a time; null in the pauses.</summary>
    public string? SpeakerAt(double time) =>
        Sentences.Where(s => time >= s.Start && time < s.End).Select(s => s.Speaker).FirstOrDefault();

    /// <summary>What a player's microphone takes in from a sample on, sample 0 being the curtain's rise.</summary>
    public void Speak(string player, long start, Span<float> samples)
    {
        samples.Clear();
        foreach (Sentence sentence in Sentences)
        {
            if (sentence.Speaker != player) continue;
            float[] voice = _voices[player];
            long from = (long)(sentence.Start * Rate) - start;
            for (long i = Math.Max(0, from); i < samples.Length && i - from < voice.Length; i++)
                samples[(int)i] = voice[i - from];
        }
    }
}
