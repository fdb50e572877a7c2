using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Earshot.Rtc.Wire;
using Earshot.Server.Rooms;
using Earshot.Sfu.Stats;
using Microsoft.AspNetCore.Http;
using Prometheus;

namespace Earshot.Server.Http;

/// <summary><c>/metrics</c>: what the server does, as Prometheus reads it. The SFU is asked when somebody asks us; only
/// the latency of each packet is noted as it goes.</summary>
internal sealed class Metrics
{
    private readonly CollectorRegistry _registry = Prometheus.Metrics.NewCustomRegistry();
    private readonly MetricFactory _factory;
    private readonly Histogram _latency;
    private readonly Counter _replies;

    public Metrics()
    {
        _factory = Prometheus.Metrics.WithCustomRegistry(_registry);
        _latency = _factory.CreateHistogram("earshot_forward_seconds",
            "From the socket to the last subscriber, for each packet that is forwarded.",
            new HistogramConfiguration { Buckets = Histogram.PowersOfTenDividedBuckets(-5, -1, 4) });
        _replies = _factory.CreateCounter("earshot_replies_total", "HTTP requests answered, by status.", "status");
    }

    /// <summary>Notes how long one packet took. Allocates nothing.</summary>
    public void HandleForwarded(TimeSpan took) => _latency.Observe(took.TotalSeconds);

    /// <summary>Notes that a request was answered.</summary>
    public void HandleReply(int status) => _replies.WithLabels($"{status}").Inc();

    /// <summary>Shows an SFU and its rooms from now on.</summary>
    public void Show(Sfu.Sfu sfu, RoomServer rooms)
    {
        var counters = new List<(Counter Counter, Func<SfuStats, long> Of)>
        {
            (Count("sessions", "Sessions made."), stats => stats.SessionsMade),
            (Count("datagrams_received", "Datagrams that came."), stats => stats.DatagramsReceived),
            (Count("received_bytes", "Bytes of datagrams that came."), stats => stats.BytesReceived),
            (Count("datagrams_sent", "Datagrams sent."), stats => stats.DatagramsSent),
            (Count("sent_bytes", "Bytes of datagrams sent."), stats => stats.BytesSent),
            (Count("packets_forwarded", "Media packets handed to a subscriber."), stats => stats.Forwarded),
            (Count("packets_retransmitted", "Packets a NACK asked for and was given."), stats => stats.Retransmitted),
            (Count("key_frames_wanted", "PLI and FIR of subscribers."), stats => stats.KeyFramesWanted),
            (Count("key_frames_asked", "PLI and FIR to publishers."), stats => stats.KeyFramesAsked),
        };
        var gauges = new List<(Gauge Gauge, Func<SfuStats, long> Of)>
        {
            (Level("sessions", "Sessions that live."), stats => stats.Sessions),
            (Level("sessions_connected", "Sessions whose transport is connected."), stats => stats.ConnectedSessions),
            (Level("tracks_published", "Open publications."), stats => stats.PublishedTracks),
            (Level("tracks_pulled", "Open subscriptions."), stats => stats.PulledTracks),
            (Level("rooms", "Rooms with somebody in them."), _ => rooms.RoomCount),
            (Level("players", "Players in rooms."), _ => rooms.PlayerCount),
        };
        Counter dropped = _factory.CreateCounter("earshot_dropped_total", "Datagrams dropped, by reason.", "reason");
        _registry.AddBeforeCollectCallback(async cancelled =>
        {
            SfuStats stats = await sfu.RunAsync(_ => sfu.GetStats()).WaitAsync(cancelled);
            foreach ((Counter counter, Func<SfuStats, long> of) in counters) counter.IncTo(of(stats));
            foreach ((Gauge gauge, Func<SfuStats, long> of) in gauges) gauge.Set(of(stats));
            foreach ((DropReason reason, long count) in stats.Dropped) dropped.WithLabels($"{reason}").IncTo(count);
        });
    }

    /// <summary>Writes everything in Prometheus' text format.</summary>
    public Task WriteAsync(HttpResponse response, CancellationToken aborted)
    {
        response.ContentType = PrometheusConstants.TextContentType;
        return _registry.CollectAndExportAsTextAsync(response.Body, aborted);
    }

    private Counter Count(string name, string what) => _factory.CreateCounter($"earshot_{name}_total", what);

    private Gauge Level(string name, string what) => _factory.CreateGauge($"earshot_{name}", what);
}
