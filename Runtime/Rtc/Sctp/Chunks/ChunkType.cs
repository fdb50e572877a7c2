#nullable enable
namespace Earshot.Rtc.Sctp
{
    /// <summary>What a chunk is (RFC 9260 section 3.2). The two high bits tell a side that does not know the type what
    /// to do with it: go on or stop, report it or not.</summary>
    public enum ChunkType : byte
    {
        /// <summary>A message or a fragment of one.</summary>
        Data = 0,

        /// <summary>Begins an association.</summary>
        Init = 1,

        /// <summary>Answers INIT with a cookie that holds all there is to know.</summary>
        InitAck = 2,

        /// <summary>Says which DATA has come.</summary>
        Sack = 3,

        /// <summary>Asks whether the other side is there.</summary>
        Heartbeat = 4,

        /// <summary>It is.</summary>
        HeartbeatAck = 5,

        /// <summary>Ends the association at once.</summary>
        Abort = 6,

        /// <summary>Ends it once all has arrived.</summary>
        Shutdown = 7,

        /// <summary>All has arrived here too.</summary>
        ShutdownAck = 8,

        /// <summary>Something in a packet was wrong.</summary>
        Error = 9,

        /// <summary>Brings the cookie back.</summary>
        CookieEcho = 10,

        /// <summary>The cookie was good.</summary>
        CookieAck = 11,

        /// <summary>The last word.</summary>
        ShutdownComplete = 14,

        /// <summary>Asks for streams to be reset, or answers it (RFC 6525).</summary>
        Reconfiguration = 130,

        /// <summary>Gives up on what has not arrived (RFC 3758).</summary>
        ForwardTsn = 192,
    }
}
