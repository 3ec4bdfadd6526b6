using System.Text;
using Sync.Engine.Queries;
using Sync.Engine.Runs;

namespace Sync.Web.Site.Import;

/// <summary>What an import did, or would do.</summary>
internal sealed record ImportResult
{
    private const int MostSamples = 5;

    /// <summary>Why it could not go through at all; null where it could.</summary>
    public string? Error { get; init; }

    /// <summary>What became of each kind of record.</summary>
    public IReadOnlyList<ImportCounts> Counts { get; init; } = [];

    /// <summary>Rows that do not go in, each with its reason; the first hundred.</summary>
    public IReadOnlyList<ImportReject> Rejects { get; init; } = [];

    /// <summary>The first records as they would be stored.</summary>
    public IReadOnlyList<ImportSample> Samples { get; init; } = [];

    /// <summary>How long it took, in seconds.</summary>
    public double Seconds { get; init; }

    /// <summary>Of a run's report.</summary>
    public static ImportResult Of(OrgReport report, string connection, Func<string, string> words)
    {
        var runs = report.Runs.Where(r => r.Connection == connection).ToList();
        return new ImportResult
        {
            Error = runs.Select(r => r.Error).FirstOrDefault(e => e is not null) is { } error ? words(error) : null,
            Counts = [.. runs.SelectMany(r => r.Streams).Where(s => s.Value.Read > 0 || s.Value.Skipped.Count > 0 || s.Value.Error is not null).Select(s => ImportCounts.Of(s.Key, s.Value, words))],
            Rejects = [.. runs.SelectMany(r => r.Named).Select(n => new ImportReject(n.Id, words(n.Reason)))],
            Samples =
            [
                .. runs.SelectMany(r => r.Preview).GroupBy(p => p.Path.Collection).SelectMany(g => g.Take(MostSamples))
                    .Select(p => new ImportSample(p.Path.Collection, p.Path.Id, Encoding.UTF8.GetString(PlainJson.Of(p.Body, new HashSet<string> { "orgId" })))),
            ],
            Seconds = report.Duration.TotalSeconds,
        };
    }

    /// <summary>Whether anything of the file was read: else it was refused as a whole.</summary>
    public bool Went => Error is null && Counts.Any(c => c.Error is null);
}

/// <summary>What became of one kind of record.</summary>
internal sealed record ImportCounts(string Stream, long Read, long Created, long Updated, long Unchanged, IReadOnlyDictionary<string, long> Rejected, string? Error, IReadOnlyList<string> Warnings)
{
    /// <summary>Sales that go in aside, since nobody is known as their buyer.</summary>
    public long Unmatched { get; init; }

    /// <summary>Of a stream's report.</summary>
    public static ImportCounts Of(ConnectorKit.PosStream stream, StreamReport s, Func<string, string> words)
    {
        var rejected = s.Skipped.Where(k => k.Key != SkipReasons.NoCustomer).ToDictionary(k => k.Key, k => k.Value);
        if (s.Quarantined > 0) rejected["refused by the database"] = s.Quarantined;
        return new ImportCounts(
            stream.ToString().ToLowerInvariant(), s.Read, s.Created, s.Updated, s.Unchanged, rejected, s.Error is { } e ? words(e) : null, [.. s.Warnings.Select(words)])
        {
            Unmatched = s.Skipped.GetValueOrDefault(SkipReasons.NoCustomer),
        };
    }
}

/// <summary>A row that does not go in.</summary>
internal sealed record ImportReject(string Row, string Reason);

/// <summary>A record as it would be stored.</summary>
internal sealed record ImportSample(string Collection, string Id, string Json);
