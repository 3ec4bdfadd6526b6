using System.Globalization;
using Sync.ConnectorKit;
using Sync.Engine.Connections;
using Sync.Engine.Ledger;
using Sync.Store;

namespace Sync.Engine.Queries;

/// <summary>Tells how much of each connection's past is there.</summary>
public static class HistoryCoverage
{
    private const int MostBeforeTheEnd = 99;

    /// <summary>Each connection that has orders, in order of id. Reads one document of each.</summary>
    public static async Task<IReadOnlyList<ConnectionCoverage>> ReadAsync(ITenantStore tenant, ConnectorCatalog connectors, CancellationToken cancellation = default) =>
        await ReadAsync(tenant, connectors, (await ConnectionDirectory.ListAsync(tenant, cancellation)).Select(c => (c.Id, c.Connector)), cancellation);

    /// <summary>Each of the org's connections, which were read before, that has orders. Reads one document of each.</summary>
    public static async Task<IReadOnlyList<ConnectionCoverage>> ReadAsync(
        ITenantStore tenant, ConnectorCatalog connectors, IEnumerable<(string Id, string Connector)> all, CancellationToken cancellation = default)
    {
        var connections = all.Where(c => connectors.Find(c.Connector).Descriptor.Streams.Any(s => s.Stream == PosStream.Orders)).ToList();
        if (connections.Count == 0) return [];
        var manifests = await tenant.GetManyAsync([.. connections.Select(c => LedgerManifest.PathOf(c.Id))], cancellation);
        var ledgers = manifests.Select(m => m is null ? new LedgerManifest() : LedgerManifest.From(m.Body));
        return [.. connections.Zip(ledgers).Where(c => !c.Second.NotOffered.Contains(Streams.StreamLoop.NameOf(PosStream.Orders)))
            .Select(c => Of(c.First.Id, c.Second, connectors.Find(c.First.Connector).Descriptor))];
    }

    private static ConnectionCoverage Of(string id, LedgerManifest manifest, ConnectorDescriptor descriptor)
    {
        var complete = manifest.Imported;
        var oldest = manifest.OldestDay ?? FirstMonthOf(manifest);
        var import = complete ? null : manifest.Import;
        return new ConnectionCoverage(id, complete, oldest)
        {
            HistoryLimit = descriptor.HistoryLimit,
            Import = import is null ? null : new ImportState(import.StartedAt, import.At, import.Read, import.Expected)
            {
                Percent = PercentOf(import),
                Estimated = import.Expected is not > 0,
                Reading = TimeSpan.FromSeconds(import.Seconds),
            },
        };
    }

    // Never the whole before it is over. Where the POS does not tell how many there are, the days that were reached tell about how much.
    private static decimal? PercentOf(ImportProgress import)
    {
        if (import.Expected is > 0 and var expected) return Math.Clamp(decimal.Round(100m * import.Read / expected), 0, MostBeforeTheEnd);
        return import.ShareByDays(DateOnly.FromDateTime(import.At.UtcDateTime)) is { } share ? Math.Min(decimal.Round(100m * (decimal)share), MostBeforeTheEnd) : null;
    }

    private static DateOnly? FirstMonthOf(LedgerManifest manifest) =>
        manifest.Tables.Where(t => t.Value.Rows > 0).Select(t => TableNames.MonthOfTable(t.Key)).OfType<string>().Order(StringComparer.Ordinal).FirstOrDefault() is { } month
            ? DateOnly.ParseExact(month + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture)
            : null;
}

/// <summary>How much of a connection's past is there.</summary>
/// <param name="Connection">The connection's id.</param>
/// <param name="Complete">Whether its orders were read to their end at least once: from <paramref name="OldestDay"/> on, everything that the POS shows is there.</param>
/// <param name="OldestDay">The earliest of the store's days with an order; null where there is none. During a first import: how far it has come.</param>
public sealed record ConnectionCoverage(string Connection, bool Complete, DateOnly? OldestDay)
{
    /// <summary>How far back the POS lets one read; null where all of the past can be read.</summary>
    public TimeSpan? HistoryLimit { get; init; }

    /// <summary>The first import, as it was last noted; null where it is done, or has not begun.</summary>
    public ImportState? Import { get; init; }
}

/// <summary>How far a first import of orders has come.</summary>
/// <param name="StartedAt">When it began.</param>
/// <param name="At">When this was noted.</param>
/// <param name="Read">Orders read so far.</param>
/// <param name="Expected">How many the POS says there are; null where it does not.</param>
public sealed record ImportState(DateTimeOffset StartedAt, DateTimeOffset At, long Read, long? Expected)
{
    /// <summary>0 to 99; null where nobody can say.</summary>
    public decimal? Percent { get; init; }

    /// <summary>Whether that is an estimate, by the days that were reached, since the POS does not tell how many there are.</summary>
    public bool Estimated { get; init; }

    /// <summary>How long was spent on it, pauses between runs aside.</summary>
    public TimeSpan Reading { get; init; }

    /// <summary>How long it will take at the speed so far; null where nobody can say.</summary>
    public TimeSpan? TimeLeft => Percent is > 0 and var done && Reading > TimeSpan.Zero ? Reading * (double)((100 - done) / done) : null;
}
