using System.Collections.Generic;
using Earshot.Realtime.Api;
using Earshot.Rtc.Wire;

namespace Earshot.Sfu.Tracks;

/// <summary>Which layer of a simulcast a subscriber gets: Cloudflare's <c>simulcast</c> object put to work. Layers come
/// ordered by their rid, from a to z, best first.</summary>
public sealed class LayerPolicy
{
    /// <summary>No wish: the best layer that there is.</summary>
    public static readonly LayerPolicy None = new(null);

    private readonly Rid _preferred;
    private readonly bool _yieldsToBandwidth;
    private readonly bool _yieldsToAbsence;

    public LayerPolicy(SimulcastPreference? wish)
    {
        _preferred = string.IsNullOrEmpty(wish?.PreferredRid) ? default : new Rid(wish.PreferredRid);
        _yieldsToBandwidth = wish?.PriorityOrdering == SimulcastPreference.Asciibetical;
        _yieldsToAbsence = wish?.RidNotAvailable == SimulcastPreference.Asciibetical;
    }

    /// <summary>Chooses. <paramref name="budget"/> is what the way to the subscriber has for this track, in
    /// bit/s.</summary>
    public Rid Choose(IReadOnlyList<Layer> layers, Rid current, long budget, Instant now)
    {
        int wanted = Wanted(layers, now);
        if (wanted < 0) return _yieldsToAbsence || !_preferred.IsGiven ? current : _preferred;
        return _yieldsToBandwidth ? layers[Narrowed(layers, wanted, current, budget, now)].Rid : layers[wanted].Rid;
    }

    /// <summary>The preferred layer, or that which stands for it: the next one in order or, where there is none, the
    /// last before it. Without a preference the first. -1 when there is none.</summary>
    private int Wanted(IReadOnlyList<Layer> layers, Instant now)
    {
        int last = -1;
        for (int i = 0; i < layers.Count; i++)
        {
            if (!layers[i].IsSentAt(now)) continue;
            if (!_preferred.IsGiven || layers[i].Rid == _preferred) return i;
            last = i;
        }

        if (_preferred.IsGiven && !_yieldsToAbsence) return -1;
        for (int i = 0; i < layers.Count; i++)
        {
            bool isAfter = string.CompareOrdinal(layers[i].Rid.Value, _preferred.Value) > 0;
            if (layers[i].IsSentAt(now) && isAfter) return i;
        }

        return last;
    }

    /// <summary>The first layer from the wanted one on that fits; the last when none does. A better layer than the one
    /// that flows must fit with a fifth to spare, lest it comes and goes.</summary>
    private static int Narrowed(IReadOnlyList<Layer> layers, int wanted, Rid current, long budget, Instant now)
    {
        int last = wanted;
        for (int i = wanted; i < layers.Count; i++)
        {
            if (!layers[i].IsSentAt(now)) continue;
            last = i;
            bool isBetter = current.IsGiven && string.CompareOrdinal(layers[i].Rid.Value, current.Value) < 0;
            long needed = isBetter ? layers[i].Bitrate * 6 / 5 : layers[i].Bitrate;
            if (needed <= budget) break;
        }

        return last;
    }
}
