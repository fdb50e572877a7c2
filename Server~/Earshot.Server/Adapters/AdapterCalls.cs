using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using Earshot.Audio.Opus;
using Earshot.Realtime.Api;
using Earshot.Rtc.Sdp;
using Earshot.Server.Api;
using Earshot.Server.Api.Tracks;
using Earshot.Sfu.Sessions;
using Earshot.Sfu.Tracks;
using Earshot.Video.Vp8;
using Newtonsoft.Json.Linq;

namespace Earshot.Server.Adapters;

/// <summary>The calls about WebSocket adapters. 200 when at least one of a request's adapters could be made or closed,
/// else 503; each says for itself what is wrong.</summary>
internal sealed class AdapterCalls(Sfu.Sfu sfu, ServerOptions options) : IAsyncDisposable
{
    private const int RememberedIds = 1000;

    private readonly Dialer _dialer = new(options.AllowLoopbackAdapters, options.AdapterDialWait);
    private readonly ConcurrentDictionary<string, IAdapter> _adapters = new();
    private readonly ConcurrentQueue<string> _closed = new();

    public async Task<ApiReply> NewAsync(ApiRequest request)
    {
        if (!AdapterList.TryParse(request.Body ?? new JObject(), out AdapterList body, out string error))
            return ApiReply.Undecodable(error);
        string problem = CountProblem(body);
        if (problem.Length == 0) problem = body.Tracks.Select(ProblemOf).FirstOrDefault(one => one.Length > 0) ?? "";
        return problem.Length > 0
            ? ApiReply.InvalidParams(problem)
            : Reply(await Task.WhenAll(body.Tracks.Select(wanted => OpenAsync(wanted, request.Aborted))));
    }

    public async Task<ApiReply> CloseAsync(ApiRequest request)
    {
        if (!AdapterList.TryParse(request.Body ?? new JObject(), out AdapterList body, out string error))
            return ApiReply.Undecodable(error);
        string problem = CountProblem(body);
        if (body.Tracks.Any(track => string.IsNullOrEmpty(track.AdapterId)))
            problem = "Each track needs its adapterId.";
        return problem.Length > 0
            ? ApiReply.InvalidParams(problem)
            : Reply(await Task.WhenAll(body.Tracks.Select(track => CloseAsync(track.AdapterId!))));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IAdapter adapter in _adapters.Values) await adapter.DisposeAsync();
        _dialer.Dispose();
    }

    private static string CountProblem(AdapterList body) => body.Tracks.Count is >= 1 and <= AdapterList.MaxAdapters
        ? ""
        : $"Expecting at least 1 and at most {AdapterList.MaxAdapters} tracks in the request.";

    private static string ProblemOf(AdapterObject wanted)
    {
        if (!wanted.TrackName.IsGiven) return "Missing trackName in track.";
        if (!Dialer.IsEndpoint(wanted.Endpoint)) return "The endpoint is an address that begins with ws:// or wss://.";
        return wanted.Location switch
        {
            TrackObject.Local when wanted.InputCodec == AdapterObject.Pcm => "",
            TrackObject.Local => "A local track needs the inputCodec \"pcm\".",
            TrackObject.Remote when !wanted.SessionId.IsGiven => "A remote track needs the sessionId of its publisher.",
            TrackObject.Remote when wanted.OutputCodec is AdapterObject.Pcm or AdapterObject.Jpeg => "",
            TrackObject.Remote => "A remote track needs the outputCodec \"pcm\" or \"jpeg\".",
            _ => "A track's location is \"local\" or \"remote\".",
        };
    }

    private async Task<AdapterObject> OpenAsync(AdapterObject wanted, CancellationToken aborted)
    {
        var result = new AdapterObject { TrackName = wanted.TrackName };
        if (!TryLoadCodec(wanted, out string missing))
        {
            result.Error = new ApiError(ApiError.TemporarilyUnavailable, missing);
            return result;
        }

        PublishedTrack? source = null;
        if (wanted.Location == TrackObject.Remote)
            (source, result.Error) = await sfu.RunAsync(_ => (FindSource(wanted, out ApiError? error), error));
        if (result.Error != null) return result;
        Dialer.Outcome dialled = await _dialer.DialAsync(wanted.Endpoint!, aborted);
        result.Error = dialled.Error;
        if (dialled.Socket == null) return result;
        IAdapter? adapter = source == null
            ? await IngestAsync(wanted, dialled.Socket, result)
            : new EgressAdapter(sfu, source, MediaOf(wanted, source), dialled.Socket,
                async ending => (await _dialer.DialAsync(wanted.Endpoint!, ending)).Socket, options.AdapterRedialFor);
        if (adapter == null) return result;
        result.AdapterId = RandomNumberGenerator.GetHexString(32, lowercase: true);
        result.Endpoint = wanted.Endpoint;
        Keep(result.AdapterId, adapter);
        return result;
    }

    private PublishedTrack? FindSource(AdapterObject wanted, out ApiError? error)
    {
        var track = new TrackObject { SessionId = wanted.SessionId, TrackName = wanted.TrackName };
        PublishedTrack? source = TrackPull.Find(sfu, track, out error);
        if (source == null) return null;
        Codec? codec = source.Codec;
        if (wanted.OutputCodec == AdapterObject.Jpeg && codec?.Is("VP8") != true)
            error = new ApiError(ApiError.InvalidParams, "Only a track of VP8 can be had as JPEG.");
        if (wanted.OutputCodec == AdapterObject.Pcm && codec?.IsSameEncoding(IngestAdapter.Opus) != true)
            error = new ApiError(ApiError.InvalidParams, "Only a track of Opus can be had as PCM.");
        return error == null ? source : null;
    }

    /// <summary>The system brings the codecs; without one of them the other still works.</summary>
    private static bool TryLoadCodec(AdapterObject wanted, out string missing) =>
        IsJpeg(wanted) ? Vp8Library.TryLoad(out missing) : OpusLibrary.TryLoad(out missing);

    private IEgressMedia MediaOf(AdapterObject wanted, PublishedTrack source) =>
        IsJpeg(wanted) ? new JpegEgress(source, options.AdapterPictureInterval) : new PcmEgress();

    private static bool IsJpeg(AdapterObject wanted) =>
        wanted.Location == TrackObject.Remote && wanted.OutputCodec == AdapterObject.Jpeg;

    private async Task<IAdapter?> IngestAsync(AdapterObject wanted, WebSocket socket, AdapterObject result)
    {
        Session? session = await sfu.RunAsync(now =>
        {
            Session? made = sfu.TryCreate(now);
            made?.PublishFed(now, wanted.TrackName, IngestAdapter.Opus);
            return made;
        });
        if (session == null)
        {
            socket.Dispose();
            result.Error = new ApiError(ApiError.TemporarilyUnavailable, "The server takes no more sessions now.");
            return null;
        }

        result.SessionId = session.Id;
        return new IngestAdapter(sfu, session, socket);
    }

    private void Keep(string id, IAdapter adapter)
    {
        _adapters[id] = adapter;
        _ = adapter.Ended.ContinueWith(_ => Forget(id), TaskScheduler.Default);
    }

    private void Forget(string id)
    {
        if (!_adapters.TryRemove(id, out IAdapter? _)) return;
        _closed.Enqueue(id);
        if (_closed.Count > RememberedIds) _closed.TryDequeue(out string? _);
    }

    /// <summary>Closing twice is no error; closing what never was, is.</summary>
    private async Task<AdapterObject> CloseAsync(string id)
    {
        var result = new AdapterObject { AdapterId = id };
        if (_adapters.TryGetValue(id, out IAdapter? adapter))
        {
            await adapter.DisposeAsync();
            result.BytesProcessed = adapter.BytesProcessed;
        }
        else if (!_closed.Contains(id))
            result.Error = new ApiError(ApiError.AdapterNotFound, "The adapter is absent or was closed long ago.");
        return result;
    }

    private static ApiReply Reply(AdapterObject[] results)
    {
        bool isAnyWell = results.Any(result => result.Error == null);
        return new ApiReply(isAnyWell ? 200 : 503, new AdapterList { Tracks = results }.ToJson());
    }
}
