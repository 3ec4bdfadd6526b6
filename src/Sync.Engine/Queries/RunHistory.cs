using System.Globalization;
using Sync.Engine.Documents;
using Sync.Store;

namespace Sync.Engine.Queries;

/// <summary>Reads the runs that are remembered (<c>runs</c>): thirty days of them.</summary>
public static class RunHistory
{
    private const int MostAtOnce = 200;

    // Runs of one org that began in the same instant: connections are run one after another, so there are few.
    private const int Ties = 20;

    /// <summary>Some of the runs, newest first.</summary>
    /// <exception cref="FormatException"><see cref="RunFilter.After"/> is no end of a page.</exception>
    public static async Task<RunPage> ListAsync(ITenantStore tenant, RunFilter filter, CancellationToken cancellation = default)
    {
        var limit = Math.Clamp(filter.Limit, 1, MostAtOnce);
        var after = filter.After is { } text ? PlaceOf(text) : ((DateTimeOffset At, string Id)?)null;
        List<StoredDocument> found = [];
        var more = false;
        await foreach (var document in tenant.QueryAsync(QueryOf(filter, after?.At, limit + 1 + (after is null ? 0 : Ties)), cancellation))
        {
            if (after is { } place && document.Body.Read().Time("startedAt") == place.At && string.CompareOrdinal(document.Path.Id, place.Id) >= 0) continue;
            more = found.Count == limit;
            if (more) break;
            found.Add(document);
        }

        return new RunPage([.. found.Select(d => RunHistoryReader.From(d, samples: false))], more ? TextOf(found[^1]) : null);
    }

    /// <summary>One run, whole; null where there is none of that id (any more).</summary>
    public static async Task<RunEntry?> FindAsync(ITenantStore tenant, string id, CancellationToken cancellation = default)
    {
        if (id.Length is 0 or > 200 || DocumentId.Escape(id) != id) return null;
        return await tenant.GetAsync(new DocumentPath(Collections.Runs, id), cancellation) is { } document ? RunHistoryReader.From(document, samples: true) : null;
    }

    private static DocumentQuery QueryOf(RunFilter filter, DateTimeOffset? after, int limit)
    {
        List<DocumentFilter> filters = [];
        if (filter.Connection is { } connection) filters.Add(new DocumentFilter("connection", FilterOperator.Equal, connection));
        if (filter.Result is { } result) filters.Add(new DocumentFilter("result", FilterOperator.Equal, result.ToString().ToLowerInvariant()));
        if (filter.From is { } from) filters.Add(new DocumentFilter("startedAt", FilterOperator.GreaterThanOrEqual, from));
        if (after is { } at) filters.Add(new DocumentFilter("startedAt", FilterOperator.LessThanOrEqual, at));
        else if (filter.To is { } to) filters.Add(new DocumentFilter("startedAt", FilterOperator.LessThan, to));
        return new DocumentQuery { Collection = Collections.Runs, Filters = filters, OrderBy = [new DocumentOrder("startedAt", Descending: true)], Limit = limit };
    }

    private static string TextOf(StoredDocument last) => $"{last.Body.Read().Time("startedAt")!.Value.UtcTicks.ToString(CultureInfo.InvariantCulture)}~{last.Path.Id}";

    private static (DateTimeOffset At, string Id) PlaceOf(string text)
    {
        var at = text.IndexOf('~', StringComparison.Ordinal);
        if (at < 1 || !long.TryParse(text.AsSpan(0, at), NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) || ticks > DateTimeOffset.MaxValue.UtcTicks)
            throw new FormatException("That is not where a page of runs ended. Leave it out to begin with the newest.");
        return (new DateTimeOffset(ticks, TimeSpan.Zero), text[(at + 1)..]);
    }
}
