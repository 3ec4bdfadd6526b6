using System.Globalization;
using Sync.ConnectorKit;
using Sync.Engine.Queries;
using Sync.Model;

namespace Sync.Web.Site.Status;

/// <summary>Of which days it is known what was sold: on any other, that no sale is stored does not say that there was none.</summary>
/// <param name="Connections">What is known of each connection that sells.</param>
internal sealed record KnownDays(IReadOnlyList<KnownSpan> Connections)
{
    /// <summary>By what the connections' last runs left.</summary>
    public static KnownDays Of(StatusFacts facts, OrgSettings org, DateTimeOffset now)
    {
        var clock = new ShopTime(org, now);
        return new KnownDays([
            .. from coverage in facts.Coverage
               from status in facts.Status.Connections
               where status.Id == coverage.Connection && status.State is not (ConnectionState.Unconfirmed or ConnectionState.Removing)
               select SpanOf(coverage, status, facts.Connectors[status.Id], clock, now)]);
    }

    /// <summary>Whether a day without a stored sale had none, at no connection.</summary>
    public bool Covers(DateOnly day) => Connections.Count > 0 && Connections.All(c => c.From <= day && day <= c.To);

    private static KnownSpan SpanOf(ConnectionCoverage coverage, ConnectionStatus status, ConnectorDescriptor pos, ShopTime clock, DateTimeOffset now)
    {
        var name = pos.NameOf(status.Given);
        if (!pos.Scheduled) return new KnownSpan(DateOnly.MaxValue, DateOnly.MinValue, $"Of {name} only those days are known that stand in the files.");
        if (!coverage.Complete || status.Streams.FirstOrDefault(s => s.Stream == PosStream.Orders)?.LastSuccessAt is not { } success)
            return new KnownSpan(DateOnly.MaxValue, DateOnly.MinValue, $"The orders of {name} were not read to their end yet: some of these sales may be missing.");
        var from = FromOf(coverage, status, pos, clock.Today);
        // What was sold after the read of that day is not known; of one just now that is nothing yet.
        if (now - success <= ConnectionStates.Stale) return new KnownSpan(from, clock.Today, Since(name, from, clock.Today));
        return new KnownSpan(from, clock.DayOf(success).AddDays(-1), $"The orders of {name} were last read to their end at {clock.At(success)}: what was sold there since may be missing.");
    }

    // Some POS systems show the last days alone, or are asked for those alone; an older order was read while it could be.
    private static DateOnly FromOf(ConnectionCoverage coverage, ConnectionStatus status, ConnectorDescriptor pos, DateOnly today)
    {
        var asked = pos.NarrowsHistory && double.TryParse(status.Given.GetValueOrDefault(ConnectorDescriptor.HistoryDays), CultureInfo.InvariantCulture, out var given) ? given : (double?)null;
        if ((asked ?? coverage.HistoryLimit?.TotalDays) is not { } days || days >= today.DayNumber) return DateOnly.MinValue;
        var limit = today.AddDays(-(int)days);
        return coverage.OldestDay is { } oldest && oldest < limit ? oldest : limit;
    }

    private static string? Since(string name, DateOnly from, DateOnly today) =>
        from > today.AddDays(1 - SalesOfDays.Days) ? $"Of {name} only the sales from {ShopTime.Day(from)} on are known." : null;
}

/// <summary>The days of which it is known what one connection has sold.</summary>
/// <param name="From">The first of them.</param>
/// <param name="To">The last; before the first where none is known for sure.</param>
/// <param name="Note">What is not known, in words; null where all of the last days is.</param>
internal sealed record KnownSpan(DateOnly From, DateOnly To, string? Note);
