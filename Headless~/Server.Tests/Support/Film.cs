using System;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using Earshot.Io;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;
using Earshot.Video;
using Earshot.Video.Rtp;
using Earshot.Video.Vp8;
using NUnit.Framework;

namespace Earshot.Tests;

/// <summary>A client that publishes <see cref="MovingPicture"/> as VP8, in one stream of 640x360 or in layers of which
/// each has half the size of the one before. It makes key frames when it is asked to.</summary>
internal sealed class Film : IDisposable
{
    public const string TrackName = "camera";
    private const int Width = 640;
    private const int Height = 360;
    private const int Tick = 3000;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1 / 30.0);

    private sealed class Layer(string rid) : IDisposable
    {
        public string Rid => rid;
        public IVp8Encoder Encoder { get; } =
            Vp8Library.CreateEncoder(new Vp8Settings { Bitrate = 400_000, MayDropPictures = false });
        public Vp8Packetizer Packetizer { get; } = new(new SystemRandom());
        public int KeyFramesMade { get; set; }
        public bool IsMuted { get; set; }

        public void Dispose() => Encoder.Dispose();
    }

    private readonly SfuClient _client;
    private readonly Layer[] _layers;
    private readonly I420Frame _picture = new(Width, Height);
    private readonly I420Frame _half = new();
    private string _mid = "";

    private Film(SfuClient client, string[] rids)
    {
        _client = client;
        _layers = [.. rids.DefaultIfEmpty("").Select(rid => new Layer(rid))];
    }

    public string SessionId => _client.SessionId;

    /// <summary>How many pictures were shown; the last one's number is one less.</summary>
    public int Shown { get; private set; }

    public int KeyFramesAsked => _client.KeyFramesAsked;

    public static async Task<Film> PublishAsync(HttpClient http, Uri api, string secret, params string[] rids)
    {
        var film = new Film(await new SfuClient(http, api, secret).OpenAsync(), rids);
        SfuClient client = film._client;
        string offer = rids.Length > 0 ? client.OfferLayers(rids) : client.OfferVideo(Direction.SendOnly);
        film._mid = client.Driver.Run((peer, _) => peer.Transceivers.Single().Mid.Value);
        HttpAnswer answer = await client.NewTracksAsync(offer, SfuClient.Local(film._mid, TrackName));
        client.TakeAnswer(answer.AssertOk());
        await client.ConnectedAsync();
        await film.ShowAsync();
        await SfuClient.UntilAsync(() => client.StatesAsync().Result.Single().EndsWith("active"));
        return film;
    }

    /// <summary>A picture as it was shown.</summary>
    public I420Frame PictureOf(int number) => MovingPicture.Of(Width, Height, number);

    /// <summary>Sends the next picture, and lets its time pass.</summary>
    public async Task ShowAsync()
    {
        MovingPicture.Draw(_picture, Shown);
        I420Frame picture = _picture;
        foreach (Layer layer in _layers)
        {
            if (!layer.IsMuted) Send(layer, picture);
            if (layer == _layers[^1]) break;
            Halving.Halve(picture, _half);
            picture = _half;
        }

        Shown++;
        await Task.Delay(Interval);
    }

    public void Mute(string rid) => Find(rid).IsMuted = true;

    public void Unmute(string rid) => Find(rid).IsMuted = false;

    public Task CloseAsync() => _client.CloseAsync(_mid);

    public void Dispose()
    {
        _client.Dispose();
        foreach (Layer layer in _layers) layer.Dispose();
    }

    private Layer Find(string rid) => _layers.Single(layer => layer.Rid == rid);

    private void Send(Layer layer, I420Frame picture)
    {
        int asked = _layers.Length > 1 ? _client.KeyFramesAskedOf(layer.Rid) : _client.KeyFramesAsked;
        bool asKeyFrame = asked > layer.KeyFramesMade;
        layer.KeyFramesMade = asked;
        var time = new RtpTime((uint)(Shown * Tick));
        Vp8Status status = layer.Encoder.Encode(picture, time, asKeyFrame, out ReadOnlyMemory<byte> frame);
        Assert.That(status, Is.EqualTo(Vp8Status.Ok));
        layer.Packetizer.HandleFrame(frame);
        while (layer.Packetizer.TryPollPayload(out ReadOnlySpan<byte> payload, out bool isLast))
        {
            byte[] copy = payload.ToArray();
            bool isEnd = isLast;
            bool isSent = _client.Driver.Run((peer, now) => layer.Rid.Length > 0
                ? peer.TrySend(now, new Mid(_mid), new Rid(layer.Rid), time, isEnd, copy)
                : peer.TrySend(now, new Mid(_mid), time, isEnd, copy));
            Assert.That(isSent, Is.True, $"in state {_client.State}");
        }
    }
}
