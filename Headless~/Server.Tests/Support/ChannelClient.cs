using System;
using System.Linq;
using System.Threading.Tasks;
using Earshot.Rtc.Sctp;
using Newtonsoft.Json.Linq;
using NUnit.Framework;

namespace Earshot.Tests;

/// <summary>A session's data channels, as a client makes them: negotiated, under the numbers that the SFU
/// tells.</summary>
public sealed class ChannelClient(SfuClient media) : IDisposable
{
    /// <summary>The session itself.</summary>
    public SfuClient Media => media;

    /// <summary>Establishes the transport by the SFU's offer or by ours.</summary>
    public async Task<HttpAnswer> EstablishAsync(bool byTheSfu)
    {
        HttpAnswer answer = (await TryEstablishAsync(byTheSfu)).AssertOk();
        if (byTheSfu) await media.AnswerAsync(answer);
        else media.TakeAnswer(answer);
        return answer;
    }

    public Task<HttpAnswer> TryEstablishAsync(bool byTheSfu)
    {
        var body = new JObject
        {
            ["dataChannel"] = new JObject { ["location"] = "remote", ["dataChannelName"] = "server-events" },
        };
        if (!byTheSfu)
        {
            SfuClient.With(body, "offer", media.Driver.Run((peer, now) =>
            {
                if (peer.SignalingState != Earshot.Rtc.SignalingState.Stable) peer.Rollback();
                if (peer.Association == null)
                    peer.CreateDataChannel(now, "server-events", new DataChannelInit { Negotiated = new StreamId(0) });
                return peer.CreateOffer(now);
            }));
        }

        return media.CallAsync("POST", "sessions/{id}/datachannels/establish", body);
    }

    /// <summary>Publishes a channel and waits until it is open.</summary>
    public Task<DataChannel> PublishAsync(string name, params (string Name, JToken Value)[] fields) =>
        AllocateAsync(new JObject { ["location"] = "local", ["dataChannelName"] = name }, fields);

    /// <summary>Pulls a channel and waits until it is open.</summary>
    public Task<DataChannel> PullAsync(string session, string name, params (string Name, JToken Value)[] fields) =>
        AllocateAsync(
            new JObject { ["location"] = "remote", ["sessionId"] = session, ["dataChannelName"] = name }, fields);

    public async Task<HttpAnswer> NewAsync(params JObject[] channels) => (await TryNewAsync(channels)).AssertOk();

    public Task<HttpAnswer> TryNewAsync(params JObject[] channels) => media.CallAsync("POST",
        "sessions/{id}/datachannels/new", new JObject { ["dataChannels"] = new JArray(channels) });

    public async Task<HttpAnswer> UpdateAsync(ChannelClient publisher, string name, bool canReply)
    {
        var channel = new JObject
        {
            ["location"] = "remote",
            ["sessionId"] = publisher.Media.SessionId,
            ["dataChannelName"] = name,
            ["canReply"] = canReply,
        };
        return (await media.CallAsync("PUT", "sessions/{id}/datachannels/update",
            new JObject { ["dataChannels"] = new JArray(channel) })).AssertOk();
    }

    public async Task<HttpAnswer> CloseAsync(params int[] ids)
    {
        var channels = new JArray(ids.Select(id => new JObject { ["id"] = id }));
        return (await media.CallAsync(
            "PUT", "sessions/{id}/datachannels/close", new JObject { ["dataChannels"] = channels })).AssertOk();
    }

    /// <summary>What GET says of the session's channels, such as "local chat active".</summary>
    public async Task<string[]> StatesAsync() =>
        (await media.CallAsync("GET", "sessions/{id}", null)).AssertOk().Body["dataChannels"]!
        .Select(one => $"{one["location"]} {one["dataChannelName"]} {one["status"]}").ToArray();

    public DataChannelState StateOf(DataChannel channel) => media.Driver.Run((_, _) => channel.State);

    public Task SendAsync(DataChannel channel, string text)
    {
        Assert.That(media.Driver.TrySend(channel, text), Is.True, channel.ToString());
        return Task.CompletedTask;
    }

    public string[] Received(DataChannel channel) => media.Messages(channel);

    public Task ReceivesAsync(DataChannel channel, int count) =>
        SfuClient.UntilAsync(() => Received(channel).Length >= count);

    public void Dispose() => media.Dispose();

    private async Task<DataChannel> AllocateAsync(JObject wanted, (string Name, JToken Value)[] fields)
    {
        foreach ((string name, JToken value) in fields) wanted[name] = value;
        JToken item = (await NewAsync(wanted)).Body["dataChannels"]![0]!;
        Assert.That(item["errorCode"], Is.Null, item.ToString());
        DataChannel channel = media.Driver.Run((peer, now) => peer.CreateDataChannel(
            now, (string)wanted["dataChannelName"]!, new DataChannelInit
            {
                Negotiated = new StreamId((ushort)item["id"]!),
                Ordered = (bool?)wanted["ordered"] ?? true,
                MaxRetransmits = (int?)wanted["maxRetransmits"],
            }));
        await SfuClient.UntilAsync(() => StateOf(channel) == DataChannelState.Open);
        return channel;
    }
}
