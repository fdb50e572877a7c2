#nullable enable
namespace Earshot.Stage
{
    /// <summary>One thing for the host to do, drained by <see cref="Director.TryPollChange"/>.</summary>
    public readonly struct StageChange
    {
        /// <summary>What to do.</summary>
        public readonly StageChangeKind Kind;

        /// <summary>For which of the player's media.</summary>
        public readonly Medium Medium;

        /// <summary>Who pulls.</summary>
        public readonly PlayerIndex Listener;

        /// <summary>Who is pulled.</summary>
        public readonly PlayerIndex Player;

        /// <summary>For <see cref="StageChangeKind.SetGain"/>: a factor, 0 to 1.</summary>
        public readonly float Gain;

        /// <summary>For <see cref="StageChangeKind.SetLayer"/>.</summary>
        public readonly VideoLayer Layer;

        internal StageChange(
            StageChangeKind kind,
            Medium medium,
            int listener,
            int player,
            float gain = 0,
            VideoLayer layer = VideoLayer.Low)
        {
            Kind = kind;
            Medium = medium;
            Listener = new PlayerIndex(listener);
            Player = new PlayerIndex(player);
            Gain = gain;
            Layer = layer;
        }

        public override string ToString() => Kind switch
        {
            StageChangeKind.SetGain => $"{Listener}: gain of {Player} {Gain:0.00}",
            StageChangeKind.SetLayer => $"{Listener}: layer of {Player} {Layer}",
            _ => $"{Listener}: {Kind} {Medium} of {Player}",
        };
    }
}
