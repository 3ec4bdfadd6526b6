namespace Sync.Web.Site.Import;

/// <summary>What an import did, or would do, to be shown.</summary>
/// <param name="Counts">What became of each kind of record.</param>
/// <param name="Rejects">Rows that do not go in, each with its reason.</param>
/// <param name="Samples">The first records of each collection, as tables.</param>
public sealed record ImportResultModel(
    IReadOnlyList<ImportCountsModel> Counts, IReadOnlyList<(string Row, string Reason)> Rejects, IReadOnlyList<SampleTable> Samples);

/// <summary>What became of one kind of record.</summary>
/// <param name="Stream">Which.</param>
/// <param name="Read">How many were read.</param>
/// <param name="Created">New ones.</param>
/// <param name="Updated">Changed ones.</param>
/// <param name="Unchanged">Those that are stored already as they are.</param>
/// <param name="Rejected">Those that do not go in, by reason.</param>
/// <param name="Error">Why not all could be read; null where they could.</param>
/// <param name="Warnings">Things worth telling.</param>
public sealed record ImportCountsModel(string Stream, long Read, long Created, long Updated, long Unchanged, IReadOnlyDictionary<string, long> Rejected, string? Error, IReadOnlyList<string> Warnings)
{
    /// <summary>Sales that go in aside, since nobody is known as their buyer.</summary>
    public long Unmatched { get; init; }

    /// <summary>Whether any of its records goes in, or is there already.</summary>
    public bool Brings => Error is null && Created + Updated + Unchanged + Unmatched > 0;
}

/// <summary>Some records of one collection.</summary>
/// <param name="Collection">Which.</param>
/// <param name="Columns">The names of their fields.</param>
/// <param name="Rows">Their values, in the order of the columns.</param>
public sealed record SampleTable(string Collection, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows);
