using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading.Tasks;
using Earshot.Server;
using Earshot.Video;
using Google.Protobuf;
using Newtonsoft.Json.Linq;
using NUnit.Framework;
using SkiaSharp;

namespace Earshot.Tests;

/// <summary>A film that comes as VP8 and goes to an endpoint as JPEG.</summary>
public sealed class JpegEgressTests : ServerFixture
{
    private const int Tick = 3000; // 90 kHz, 30 pictures a second

    private sealed record Picture(uint Seq, uint Time, I420Frame Frame)
    {
        public int Number => MovingPicture.ReadNumber(Frame);
    }

    private WebSocketEndpoint _endpoint = null!;

    protected override ServerOptions Options => new()
    {
        IsDevelopment = true,
        Port = 0,
        UdpPort = 0,
        AppId = "app",
        AppSecret = AppSecret,
        PullWait = TimeSpan.FromSeconds(2),
        AllowLoopbackAdapters = true,
        AdapterDialWait = TimeSpan.FromSeconds(1),
        AdapterRedialFor = TimeSpan.FromSeconds(3),
        AdapterPictureInterval = TimeSpan.FromMilliseconds(100),
    };

    [SetUp]
    public void StartEndpoint() => Run(async () => _endpoint = await WebSocketEndpoint.StartAsync());

    [TearDown]
    public void StopEndpoint() => Run(async () => await _endpoint.DisposeAsync());

    [Test]
    public void AFilm_ReachesAnEndpointAsJpeg_APictureEachInterval() => Run(async () =>
    {
        using Film film = await Film.PublishAsync(Http, Server.Api, AppSecret);
        JObject item = (await AdaptAsync(film)).AssertOk().Track(0);
        string[] names = [.. item.Properties().Select(p => p.Name)];
        Assert.That(names, Is.EquivalentTo(new[] { "trackName", "adapterId", "endpoint" }));
        var watch = Stopwatch.StartNew();
        await PlayUntilAsync(film, () => _endpoint.Received.Count >= 6);
        double seconds = watch.Elapsed.TotalSeconds;

        List<Picture> pictures = _endpoint.Received.Select(Read).ToList();
        Assert.That(pictures.Count, Is.LessThanOrEqualTo(seconds / 0.1 + 2), "no more than one an interval");
        for (int i = 0; i < pictures.Count; i++)
        {
            Picture picture = pictures[i];
            Assert.That((picture.Frame.Width, picture.Frame.Height), Is.EqualTo((640, 360)));
            Assert.That(MovingPicture.Psnr(picture.Frame, film.PictureOf(picture.Number)), Is.GreaterThan(27), $"{i}");
            Assert.That(picture.Seq, Is.EqualTo((uint)i));
            uint passed = picture.Time - pictures[0].Time;
            Assert.That(passed, Is.EqualTo((uint)(picture.Number - pictures[0].Number) * Tick), "the film's own clock");
            if (i > 0) Assert.That(picture.Number, Is.GreaterThan(pictures[i - 1].Number));
        }

        string id = (string)item["adapterId"]!;
        HttpAnswer closed = (await CallAsync("close", new JObject { ["adapterId"] = id })).AssertOk();
        long bytes = (long)closed.Track(0)["bytesProcessed"]!;
        await SfuClient.UntilAsync(() => _endpoint.IsClosed);
        Assert.That(bytes, Is.InRange(6 * 3_000, _endpoint.Received.Sum(message => message.Length)));
    });

    [Test]
    public void TheFirstPicture_NeedsAKeyFrame_WhichIsAskedFor() => Run(async () =>
    {
        using Film film = await Film.PublishAsync(Http, Server.Api, AppSecret);
        for (int i = 0; i < 20; i++) await film.ShowAsync();
        int before = film.KeyFramesAsked;
        (await AdaptAsync(film)).AssertOk();
        await PlayUntilAsync(film, () => !_endpoint.Received.IsEmpty);
        Assert.That(film.KeyFramesAsked, Is.GreaterThan(before));
        Assert.That(Read(_endpoint.Received.First()).Number, Is.GreaterThanOrEqualTo(20));
    });

    [Test]
    public void AnEndpointThatSleeps_WakesToTheNewestPicture() => Run(async () =>
    {
        using Film film = await Film.PublishAsync(Http, Server.Api, AppSecret);
        (await AdaptAsync(film)).AssertOk();
        await PlayUntilAsync(film, () => !_endpoint.Received.IsEmpty);
        _endpoint.IsAsleep = true;
        for (int i = 0; i < 120; i++) await film.ShowAsync();
        int shown = film.Shown;
        _endpoint.IsAsleep = false;
        await PlayUntilAsync(film, () => Read(_endpoint.Received.Last()).Number > shown);
        // What the system's buffers hold comes first; behind it there is no queue.
        int[] seen = [.. _endpoint.Received.Select(message => Read(message).Number)];
        int jump = Enumerable.Range(1, seen.Length - 1).MaxBy(i => seen[i] - seen[i - 1]);
        Assert.That(seen[jump] - seen[jump - 1], Is.GreaterThan(30), string.Join(' ', seen));
        Assert.That(seen[jump], Is.GreaterThanOrEqualTo(shown - 6), string.Join(' ', seen));
    });

    [Test]
    public void AnEndpointThatBreaks_ComesBackToTheNewestPicture() => Run(async () =>
    {
        using Film film = await Film.PublishAsync(Http, Server.Api, AppSecret);
        (await AdaptAsync(film)).AssertOk();
        await PlayUntilAsync(film, () => !_endpoint.Received.IsEmpty);
        _endpoint.Break(); // nothing can be sent until it is dialled again
        for (int i = 0; i < 45; i++) await film.ShowAsync();
        await Task.Delay(500);
        int shown = film.Shown;
        _endpoint.Received.Clear();
        await SfuClient.UntilAsync(() => _endpoint.Dialled == 2);
        await PlayUntilAsync(film, () => _endpoint.Received.Count >= 2);
        Picture[] after = [.. _endpoint.Received.Select(Read)];
        Assert.That(after[0].Number, Is.GreaterThanOrEqualTo(shown - 15), "no backlog");
        Assert.That(after[1].Number, Is.GreaterThan(after[0].Number));
    });

    [Test]
    public void OfASimulcast_TheBestLayerThatComesIsShown() => Run(async () =>
    {
        using Film film = await Film.PublishAsync(Http, Server.Api, AppSecret, "a", "b");
        (await AdaptAsync(film)).AssertOk();
        await PlayUntilAsync(film, () => _endpoint.Received.Count >= 2);
        Assert.That(Read(_endpoint.Received.Last()).Frame.Width, Is.EqualTo(640));
        film.Mute("a");
        await PlayUntilAsync(film, () => Read(_endpoint.Received.Last()).Frame.Width == 320);
        film.Unmute("a");
        await PlayUntilAsync(film, () => Read(_endpoint.Received.Last()).Frame.Width == 640);
    });

    [Test]
    public void WhenTheFilmEnds_SoDoesTheAdapter() => Run(async () =>
    {
        using Film film = await Film.PublishAsync(Http, Server.Api, AppSecret);
        JObject item = (await AdaptAsync(film)).AssertOk().Track(0);
        await PlayUntilAsync(film, () => !_endpoint.Received.IsEmpty);
        await film.CloseAsync();
        string id = (string)item["adapterId"]!;
        await SfuClient.UntilAsync(() => _endpoint.IsClosed);
        HttpAnswer closed = (await CallAsync("close", new JObject { ["adapterId"] = id })).AssertOk();
        Assert.That(closed.Track(0)["bytesProcessed"], Is.Null, "it was closed before");
    });

    private static async Task PlayUntilAsync(Film film, Func<bool> isSo)
    {
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < TimeSpan.FromSeconds(15);)
        {
            await film.ShowAsync();
            if (isSo()) return;
        }

        Assert.Fail("It did not come to pass within 15 seconds.");
    }

    private Task<HttpAnswer> AdaptAsync(Film film) => CallAsync("new", new JObject
    {
        ["location"] = "remote",
        ["sessionId"] = film.SessionId,
        ["trackName"] = Film.TrackName,
        ["endpoint"] = $"{_endpoint.Address}/media",
        ["outputCodec"] = "jpeg",
    });

    private Task<HttpAnswer> CallAsync(string verb, JObject track)
    {
        string body = new JObject { ["tracks"] = new JArray(track) }.ToString();
        return HttpAnswer.OfAsync(Http, "POST", $"{Server.Api}/adapters/websocket/{verb}", AppSecret, body);
    }

    private static Picture Read(byte[] message)
    {
        using var input = new CodedInputStream(message);
        (uint seq, uint time, byte[] jpeg) = (0u, 0u, Array.Empty<byte>());
        while (input.ReadTag() is var tag and not 0)
        {
            if (tag >> 3 == 1) seq = input.ReadUInt32();
            else if (tag >> 3 == 2) time = input.ReadUInt32();
            else jpeg = input.ReadBytes().ToByteArray();
        }

        using SKCodec codec = SKCodec.Create(SKData.CreateCopy(jpeg));
        Assert.That(codec.EncodedFormat, Is.EqualTo(SKEncodedImageFormat.Jpeg));
        using SKBitmap bitmap = SKBitmap.Decode(codec, codec.Info.WithColorType(SKColorType.Rgba8888));
        var frame = new I420Frame(bitmap.Width, bitmap.Height);
        Bt601.FromRgba(bitmap.GetPixelSpan(), frame);
        return new Picture(seq, time, frame);
    }
}
