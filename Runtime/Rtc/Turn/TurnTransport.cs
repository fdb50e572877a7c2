#nullable enable
namespace Earshot.Rtc.Turn
{
    /// <summary>How a client talks to its TURN server. Between the server and the peers it is UDP always.</summary>
    public enum TurnTransport
    {
        /// <summary>Datagrams; requests are repeated.</summary>
        Udp,

        /// <summary>A stream, for networks that let no UDP through.</summary>
        Tcp,

        /// <summary>A stream under TLS, for networks that let nothing but HTTPS through.</summary>
        Tls,
    }
}
