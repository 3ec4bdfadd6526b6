using System.Globalization;
using Microsoft.Extensions.Caching.Memory;
using Sync.Model;
using Sync.Store;

namespace Sync.Web.Site.Status;

/// <summary>
/// What was sold in the last thirty days, day by day, over all locations and connections. A day's document is large, for it has
/// every product, and days change only under a run, which ends with a new status: so the few numbers of an org are kept in memory
/// as long as its status stays the same, whichever process runs.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="charts">Whether the build has the chart's library.</param>
internal sealed class SalesOfDays(TimeProvider time, bool charts) : IDisposable
{
    /// <summary>How many days are shown, today included.</summary>
    public const int Days = 30;

    private const int MostOrgs = 10_000;

    // A run that was cut short has changed days and not the status.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    private readonly Lock choosing = new();
    private readonly MemoryCache kept = new(new MemoryCacheOptions { SizeLimit = MostOrgs });

    /// <summary>Null where nothing is stored of these days.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="settings">The org's settings.</param>
    /// <param name="status">The status' version, read before; null before the first run.</param>
    /// <param name="known">Of which days it is known what was sold; the others stay empty where nothing is stored.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<SalesModel?> LoadAsync(ITenantStore tenant, OrgSettings settings, string? status, KnownDays known, CancellationToken cancellation)
    {
        var first = new ShopTime(settings, time.GetUtcNow()).Today.AddDays(1 - Days);
        var sold = status is null ? await ReadAsync(tenant, settings.Currency, first, cancellation) : await KeptAsync(tenant, new Asked(status, settings.Currency, first), cancellation);
        if (sold.Days.Count + sold.LeftOut.Count == 0) return null;
        var days = Enumerable.Range(0, Days).Select(i => first.AddDays(i)).Select(d => DayOf(d, sold, known)).ToList();
        return new SalesModel(settings.Currency, days, charts) { Notes = [.. Notes(sold, known)] };
    }

    private static (DateOnly Day, decimal? Net, long? Orders) DayOf(DateOnly day, Found sold, KnownDays known) =>
        sold.Days.TryGetValue(Key(day), out var of) ? (day, of.Net, of.Orders) : known.Covers(day) ? (day, 0, 0) : (day, null, null);

    private static IEnumerable<string> Notes(Found sold, KnownDays known)
    {
        foreach (var connection in known.Connections)
            if (connection.Note is { } note) yield return note;
        if (sold.LeftOut.Count > 0) yield return $"Sales in {string.Join(", ", sold.LeftOut)} are left out: amounts of different currencies are not added.";
    }

    public void Dispose() => kept.Dispose();

    private async Task<Found> KeptAsync(ITenantStore tenant, Asked asked, CancellationToken cancellation)
    {
        var answer = AnswerFor(tenant, asked);
        try
        {
            return await answer.Reading.Value.WaitAsync(cancellation);
        }
        catch when (answer.Reading.Value.IsFaulted)
        {
            lock (choosing)
                if (kept.TryGetValue(tenant.Org, out Answer? current) && current == answer) kept.Remove(tenant.Org);
            throw;
        }
    }

    // Whoever asks while it is read waits for that reading, which nobody's leaving ends.
    private Answer AnswerFor(ITenantStore tenant, Asked asked)
    {
        lock (choosing)
        {
            var now = time.GetUtcNow();
            if (kept.TryGetValue(tenant.Org, out Answer? known) && known!.To == asked && now - known.At < Longest) return known;
            var answer = new Answer(asked, now, new(() => Task.Run(() => ReadAsync(tenant, asked.Currency, asked.First, CancellationToken.None))));
            return kept.Set(tenant.Org, answer, new MemoryCacheEntryOptions { Size = 1 });
        }
    }

    private static async Task<Found> ReadAsync(ITenantStore tenant, string currency, DateOnly first, CancellationToken cancellation)
    {
        var found = new Found([], []);
        var query = new DocumentQuery
        {
            Collection = "daily_sales",
            Filters = [new DocumentFilter("businessDate", FilterOperator.GreaterThanOrEqual, Key(first))],
            Select = ["businessDate", "currency", "net", "orderCount"],
        };
        await foreach (var document in tenant.QueryAsync(query, cancellation))
        {
            var fields = document.Body.Read();
            // A day of many products goes on in documents without totals; amounts of another currency are no part of this sum.
            if (fields.Text("businessDate") is not { } day || fields.Number("net") is not { } net || fields.Text("currency") is not { } of) continue;
            if (of != currency)
            {
                found.LeftOut.Add(of);
                continue;
            }

            var before = found.Days.GetValueOrDefault(day);
            found.Days[day] = new Sold(before.Net + net, before.Orders + (fields.Integer("orderCount") ?? 0));
        }

        return found;
    }

    private static string Key(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>What an answer holds for: the status that it was read after, and whose days.</summary>
    private readonly record struct Asked(string Status, string Currency, DateOnly First);

    /// <summary>What was sold by day, and the currencies that are no part of it.</summary>
    private sealed record Found(Dictionary<string, Sold> Days, SortedSet<string> LeftOut);

    private readonly record struct Sold(decimal Net, long Orders);

    private sealed record Answer(Asked To, DateTimeOffset At, Lazy<Task<Found>> Reading);
}
