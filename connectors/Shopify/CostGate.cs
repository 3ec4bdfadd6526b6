using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Sync.ConnectorKit;
using Sync.ConnectorKit.Http;

namespace Sync.Connectors.Shopify;

/// <summary>
/// Lets a query go when the bucket surely holds what it costs. What is in the bucket is told by each answer and grows at the
/// rate that it tells; what was let go and is not answered yet counts as taken. Whoever waits has its points set aside, so
/// that the first to come is the first to go.
/// </summary>
/// <param name="time">The clock; also for the waits.</param>
/// <param name="meter">Where waits are counted.</param>
internal sealed class CostGate(TimeProvider time, RequestMeter meter)
{
    // The bucket is told in whole points, so that a wait to the letter may come a point too early.
    private const double Margin = 1;

    private readonly Lock gate = new();
    private readonly Dictionary<string, double> costs = [];
    private double? available;
    private double maximum;
    private double rate;
    private double reserved;
    private long at;

    /// <summary>Waits for the points; returns how many were set aside.</summary>
    public async Task<double> EnterAsync(string key, CancellationToken cancellation)
    {
        var (cost, wait) = Reserve(key);
        try
        {
            if (wait <= TimeSpan.Zero) return cost;
            meter.CountWait(wait);
            await Task.Delay(wait, time, cancellation).ConfigureAwait(false);
            return cost;
        }
        catch (OperationCanceledException)
        {
            Leave(key, cost, null);
            throw;
        }
    }

    /// <summary>Notes what an answer told; null where there was none.</summary>
    public void Leave(string key, double cost, CostRow? told)
    {
        lock (gate)
        {
            reserved -= cost;
            if (told?.RequestedQueryCost is { } requested) costs[key] = requested;
            if (told?.ThrottleStatus is not { CurrentlyAvailable: { } now, RestoreRate: > 0 and { } restore } bucket) return;
            (available, rate, maximum) = (now - reserved, restore, bucket.MaximumAvailable ?? now);
            at = time.GetTimestamp();
        }
    }

    private (double Cost, TimeSpan Wait) Reserve(string key)
    {
        lock (gate)
        {
            var cost = costs.GetValueOrDefault(key);
            reserved += cost;
            if (available is not { } left) return (cost, TimeSpan.Zero);
            var now = time.GetTimestamp();
            left = Math.Min(maximum, left + time.GetElapsedTime(at, now).TotalSeconds * rate);
            at = now;
            var missing = Math.Min(cost + Margin, maximum) - left;
            available = left - cost;
            return (cost, missing > 0 ? TimeSpan.FromMilliseconds(Math.Ceiling(missing / rate * 1000)) : TimeSpan.Zero);
        }
    }
}
