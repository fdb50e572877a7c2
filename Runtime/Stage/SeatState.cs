#nullable enable
namespace Earshot.Stage
{
    /// <summary>Who has a seat and how they do there, for gizmos, inspectors and tests.</summary>
    public readonly struct SeatState
    {
        /// <summary>Who has it.</summary>
        public readonly PlayerIndex Player;

        /// <summary>For a voice: the factor it is played at, 0 to 1; 0 while it is pulled ahead of being
        /// heard.</summary>
        public readonly float Gain;

        /// <summary>For a video: the layer pulled.</summary>
        public readonly VideoLayer Layer;

        /// <summary>True while it fades out, to be dropped then.</summary>
        public readonly bool IsLeaving;

        internal SeatState(PlayerIndex player, float gain, VideoLayer layer, bool isLeaving)
        {
            Player = player;
            Gain = gain;
            Layer = layer;
            IsLeaving = isLeaving;
        }
    }
}
