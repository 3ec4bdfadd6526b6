using Sync.ConnectorKit;
using Sync.Engine.Queries;
using Sync.Engine.Runs;
using Sync.Web.Site.Connect;
using Sync.Web.Site.History;

namespace Sync.Web.Site.Status;

/// <summary>A connection's streams as its last run left them.</summary>
internal static class StreamRows
{
    public static IEnumerable<StreamModel> Of(ConnectionStatus status, ConnectionCoverage? coverage, bool scheduled, ShopTime clock, DateTimeOffset now)
    {
        foreach (var stream in status.Streams)
        {
            var (name, last) = (ConnectorFacts.NameOf(stream.Stream), stream.Last);
            var decided = stream.IsDecided(status.Held);
            var state = decided ? new StateModel("good", "✓", "Deletes decided") : ConnectionStates.OfStream(stream, scheduled, now);
            yield return new StreamModel(char.ToUpperInvariant(name[0]) + name[1..], state, Fresh(stream, clock))
            {
                Counts = [.. new[] { last.Created, last.Updated, last.Unchanged, last.Deleted, last.Unmatched, last.Rejected, last.Quarantined }.Select(ShopTime.Number)],
                Coverage = stream.Stream == PosStream.Orders ? CoverageWords.Of(coverage, clock.Today) : "",
                Warnings = [.. Warnings(last, decided)],
            };
        }
    }

    private static string Fresh(StreamState stream, ShopTime clock) =>
        stream.LastSuccessAt is { } success ? $"{clock.Ago(success)}, at {clock.At(success)}" : "never yet";

    private static IEnumerable<string> Warnings(StreamEntry last, bool decided)
    {
        if (last.Error is { } error && last.Status != StreamStatus.Held && !decided) yield return error; // what is held has a box of its own
        foreach (var warning in last.Warnings) yield return warning;
        if (last.KeptDeletes > 0) yield return $"{ShopTime.Number(last.KeptDeletes)} are gone at the POS and kept here, as you decided.";
        if (last.Quarantined > 0) yield return $"{ShopTime.Number(last.Quarantined)} records were rejected by the database; the history says which and why.";
        if (last.Unbalanced > 0) yield return $"{ShopTime.Number(last.Unbalanced)} orders do not add up to the total that the POS states; its total is kept.";
        foreach (var (reason, count) in last.Skipped) yield return $"{ShopTime.Number(count)} {RunWords.Reason(reason)}";
    }
}
