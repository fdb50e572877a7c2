#nullable enable
using System;

namespace Earshot.Stage
{
    /// <summary>How a <see cref="Director"/> chooses. It reads them once, when made.
    /// <para>A voice is worth its nearness, 1 beside the listener and 0 at the edge of its range, plus its loudness
    /// times
    /// <see cref="LoudnessWeight"/>, plus its priority. The best get the seats.</para></summary>
    public sealed class StageSettings
    {
        /// <summary>Voices a listener pulls at most. More hear more of a crowd; each costs some 50 kbit/s and a
        /// decoder.</summary>
        public int VoiceSeats { get; set; } = 8;

        /// <summary>Videos a listener pulls at most.</summary>
        public int VideoSeats { get; set; } = 4;

        /// <summary>Metres at which a player is heard who has said nothing else; infinity for everywhere.</summary>
        public float Range { get; set; } = 20;

        /// <summary>What a voice at full level is worth; 1 as much as the whole way from the edge of its range to the
        /// listener. 2.5 lets anyone who speaks take the seat of anyone silent; 0 seats the nearest, 10 the
        /// loudest.</summary>
        public float LoudnessWeight { get; set; } = 2.5f;

        /// <summary>How long until a voice that fell silent counts for half as loud. Short hands seats on quickly, long
        /// keeps those who pause for breath.</summary>
        public TimeSpan LoudnessHalfLife { get; set; } = TimeSpan.FromSeconds(1);

        /// <summary>How much more a newcomer must be worth than whoever has the seat. 0 changes seats at every whim, 1
        /// hardly ever.</summary>
        public float Loyalty { get; set; } = 0.2f;

        /// <summary>How much more the loudness and priority of one count who hears the listener, so that conversations
        /// are heard both ways: 0.5 half as much again. Where seats are scarce, that leaves a
        /// third fewer talkers unheard by those they hear.</summary>
        public float Mutuality { get; set; } = 0.5f;

        /// <summary>How long a seat is kept at least. Long is calm and cheap, short lets a new talker in sooner when
        /// all seats are fresh. Pins and blocks do not wait.</summary>
        public TimeSpan Tenure { get; set; } = TimeSpan.FromSeconds(1);

        /// <summary>How often a listener whose seats are calm looks round for newcomers. Longer costs less, shorter
        /// lets a new talker in sooner.</summary>
        public TimeSpan Attention { get; set; } = TimeSpan.FromMilliseconds(100);

        /// <summary>How long a voice takes to fade in or out when it is not its distance that does it.</summary>
        public TimeSpan Fade { get; set; } = TimeSpan.FromMilliseconds(150);

        /// <summary>Outermost share of the range over which a voice fades with distance, 0 to 1. 0 cuts at the
        /// edge.</summary>
        public float EdgeFade { get; set; } = 0.1f;

        /// <summary>How far outside the range a voice is pulled into a free seat, as a share of the range; it is
        /// dropped at twice that. 0 pulls at the edge itself.</summary>
        public float Margin { get; set; } = 0.1f;

        /// <summary>How long before it would be heard a voice that comes nearer is pulled, but no further out than half
        /// a range. A little more than a pull takes.</summary>
        public TimeSpan Ahead { get; set; } = TimeSpan.FromSeconds(1);

        /// <summary>Height on screen, in pixels, below which a video is not pulled.</summary>
        public float LowPixels { get; set; } = 40;

        /// <summary>Height on screen, in pixels, from which the middle layer is pulled.</summary>
        public float MediumPixels { get; set; } = 180;

        /// <summary>Height on screen, in pixels, from which the largest layer is pulled.</summary>
        public float HighPixels { get; set; } = 400;

        /// <summary>How candidates are found; changes how long it takes and not who is chosen.</summary>
        public CandidateSearch Search { get; set; } = CandidateSearch.Automatic;

        /// <summary>The loudest that many, wherever they are: a meeting without places.</summary>
        public static StageSettings ActiveSpeakers(int seats = 6) =>
            new StageSettings { VoiceSeats = seats, Range = float.PositiveInfinity };

        /// <summary>Throws, with a sentence, when a setting makes no sense.</summary>
        internal void Check()
        {
            Require(VoiceSeats >= 1 && VoiceSeats <= MaxSeats, $"VoiceSeats is 1 to {MaxSeats}.");
            Require(VideoSeats >= 0 && VideoSeats <= MaxSeats, $"VideoSeats is 0 to {MaxSeats}.");
            Require(Range > 0, "Range is more than 0 m.");
            Require(LoudnessWeight >= 0 && LoudnessWeight <= 10, "LoudnessWeight is 0 to 10.");
            Require(LoudnessHalfLife > TimeSpan.Zero, "LoudnessHalfLife is longer than nothing.");
            Require(Loyalty >= 0 && Loyalty <= 10, "Loyalty is 0 to 10.");
            Require(Mutuality >= 0 && Mutuality <= 2, "Mutuality is 0 to 2.");
            Require(Tenure >= TimeSpan.Zero, "Tenure is not negative.");
            Require(Attention >= TimeSpan.Zero, "Attention is not negative.");
            Require(Fade >= TimeSpan.Zero, "Fade is not negative.");
            Require(EdgeFade >= 0 && EdgeFade <= 1, "EdgeFade is 0 to 1.");
            Require(Margin >= 0 && Margin <= 0.25f, "Margin is 0 to 0.25.");
            Require(Ahead >= TimeSpan.Zero, "Ahead is not negative.");
            Require(LowPixels > 0 && LowPixels <= MediumPixels && MediumPixels <= HighPixels,
                "LowPixels, MediumPixels and HighPixels rise and are more than 0.");
        }

        /// <summary>Seats of one kind that a listener can have.</summary>
        internal const int MaxSeats = 64;

        private static void Require(bool isRight, string sentence)
        {
            if (!isRight) throw new ArgumentException($"StageSettings: {sentence}");
        }
    }
}
