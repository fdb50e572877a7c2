using System;

namespace Earshot.Relay;

/// <summary>One direction of a network: decides what becomes of each datagram. Without clock or socket; the fate of the
/// n-th depends on the seed, on n and on the profile alone, but for the queue of a limited rate.</summary>
public sealed class Link
{
    private readonly Random _random;
    private TimeSpan _lastArrival;
    private TimeSpan _lineFreeAt;
    private bool _inBurst;

    public Link(LinkProfile profile, int seed)
    {
        Profile = profile;
        _random = new Random(seed);
    }

    /// <summary>May be changed at any time; datagrams under way are not touched.</summary>
    public LinkProfile Profile { get; set; }

    /// <summary>Says what becomes of single datagrams, before the profile is asked; null for none.</summary>
    public ILinkScript? Script { get; set; }

    /// <summary>How many datagrams came to it.</summary>
    public long Entered { get; private set; }

    /// <summary>How many it lost by <see cref="LinkProfile.Loss"/>.</summary>
    public long Lost { get; private set; }

    /// <summary>How many it dropped because the queue of <see cref="LinkProfile.BitsPerSecond"/> was full.</summary>
    public long Overflowed { get; private set; }

    /// <summary>How many it held back.</summary>
    public long Reordered { get; private set; }

    /// <summary>How many it carried twice.</summary>
    public long Duplicated { get; private set; }

    /// <summary>Lets a datagram of so many bytes in. False when it is lost; otherwise <paramref name="copies"/> of it,
    /// one or two, come out at <paramref name="arrival"/>.</summary>
    public bool TryEnter(TimeSpan now, int length, out TimeSpan arrival, out int copies)
    {
        LinkProfile profile = Profile;
        // Always the same number of draws, so that one fate does not shift all that follow.
        double loss = _random.NextDouble();
        double jitter = _random.NextDouble();
        bool isHeldBack = _random.NextDouble() < profile.Reordering;
        bool isDoubled = _random.NextDouble() < profile.Duplication;

        arrival = default;
        copies = 0;
        Entered++;
        if (IsLost(profile, loss))
        {
            Lost++;
            return false;
        }

        if (!TrySerialize(profile, now, length, out TimeSpan sent))
        {
            Overflowed++;
            return false;
        }

        arrival = sent + profile.Delay + profile.Jitter * -Math.Log(1 - jitter);
        if (arrival < _lastArrival) arrival = _lastArrival;
        if (isHeldBack) arrival += profile.ReorderBy;
        else _lastArrival = arrival;
        copies = isDoubled ? 2 : 1;
        if (isHeldBack) Reordered++;
        if (isDoubled) Duplicated++;
        return true;
    }

    /// <summary>The same for a datagram that the <see cref="Script"/> may know.</summary>
    public bool TryEnter(TimeSpan now, ReadOnlySpan<byte> datagram, out TimeSpan arrival, out int copies)
    {
        if (Script == null || !Script.TryFate(datagram, out TimeSpan? scripted))
            return TryEnter(now, datagram.Length, out arrival, out copies);
        Entered++;
        copies = scripted.HasValue ? 1 : 0;
        arrival = scripted.GetValueOrDefault();
        if (!scripted.HasValue) Lost++;
        return scripted.HasValue;
    }

    // Two states, none lost in the good one and all in the bad one. What ends a burst is its mean length; what begins
    // one follows from the share of the time that is bad.
    private bool IsLost(LinkProfile profile, double draw)
    {
        if (profile.LossBurst < 1) return draw < profile.Loss;
        double end = 1 / profile.LossBurst;
        double begin = profile.Loss < 1 ? end * profile.Loss / (1 - profile.Loss) : 1;
        return _inBurst = draw < (_inBurst ? 1 - end : begin);
    }

    private bool TrySerialize(LinkProfile profile, TimeSpan now, int length, out TimeSpan sent)
    {
        sent = now;
        if (profile.BitsPerSecond == 0) return true;
        TimeSpan begin = _lineFreeAt > now ? _lineFreeAt : now;
        if (begin - now > profile.Queue) return false;
        _lineFreeAt = sent = begin + TimeSpan.FromSeconds(length * 8.0 / profile.BitsPerSecond);
        return true;
    }
}
