#nullable enable
using Earshot.Rtc.Turn;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Ice
{
    /// <summary>A relay that was not to be had, or was lost.</summary>
    public readonly struct RelayLoss
    {
        /// <summary>The local address of the transport to its server.</summary>
        public readonly TransportAddress Pipe;

        /// <summary>Whom it was asked of.</summary>
        public readonly TurnServer Server;

        /// <summary>Why; None when this side gave it back.</summary>
        public readonly TurnFailure Failure;

        /// <summary>Whom to ask instead when the failure is TryAlternate.</summary>
        public readonly TransportAddress Alternate;

        public RelayLoss(
            TransportAddress pipe, TurnServer server, TurnFailure failure, TransportAddress alternate)
        {
            Pipe = pipe;
            Server = server;
            Failure = failure;
            Alternate = alternate;
        }

        public override string ToString() => $"{Server}: {Failure}";
    }
}
