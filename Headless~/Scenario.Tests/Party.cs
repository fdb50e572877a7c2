using System;
using System.Threading.Tasks;
using Earshot.Realtime;

namespace Earshot.Tests;

/// <summary>A player without a room: tracks and data channels under a token.</summary>
internal sealed class Party : IDisposable
{
    private readonly RealtimeApi _api;

    public Party(Uri partyTracks, string token)
        : this(partyTracks, () => token)
    {
    }

    public Party(Uri partyTracks, Func<string> mint, PartyTracksOptions? options = null)
    {
        _api = new RealtimeApi(partyTracks, "");
        options ??= new PartyTracksOptions();
        options.Bearer = _ => Task.FromResult<ApiResult<string>>(mint());
        Tracks = new PartyTracks(_api, options);
    }

    public PartyTracks Tracks { get; }

    public void Dispose()
    {
        Tracks.Dispose();
        _api.Dispose();
    }
}
