namespace Earshot.Relay;

/// <summary>One of the two peers of a <see cref="UdpRelay"/>.</summary>
public enum Side
{
    Left,
    Right,
}
