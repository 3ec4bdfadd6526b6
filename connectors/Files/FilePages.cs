using System.Globalization;
using Sync.ConnectorKit;
using Sync.Connectors.Files.Rejects;
using Sync.Model;

namespace Sync.Connectors.Files;

/// <summary>Cuts a file that was read into pages; records are made only when their page is.</summary>
internal static class FilePages
{
    private const int PageSize = 500;

    /// <summary>The pages of a stream, the last one with its end; without one where no row of the file goes in, which is told when it has been read.</summary>
    /// <exception cref="FixSettingsException">All rows of the file were rejected.</exception>
    public static IEnumerable<RecordPage> Of(IFileTable file, PosStream stream, RejectsFile? rejects)
    {
        using var records = file.Records(stream).GetEnumerator();
        using var rejected = (stream == file.Stream ? file.Rejected() : []).GetEnumerator();
        var (took, reasons) = (false, new SortedDictionary<string, long>(StringComparer.Ordinal));
        var more = true;
        while (more)
        {
            var page = new RecordPage(Take(records)) { Rejected = TakeRejected(rejected, rejects) };
            more = page.Records.Count == PageSize || page.Rejected.Count == PageSize;
            took |= page.Records.Count > 0;
            foreach (var row in page.Rejected) reasons[row.Reason] = reasons.GetValueOrDefault(row.Reason) + 1;
            if (!more) rejects?.Finish();
            yield return more || (!took && reasons.Count > 0) ? page : page with { End = EndOf(file, stream, rejects) };
        }

        if (!took && reasons.Count > 0) throw NothingTaken(reasons, rejects);
    }

    private static FixSettingsException NothingTaken(SortedDictionary<string, long> reasons, RejectsFile? rejects)
    {
        var all = reasons.Values.Sum();
        var message = string.Create(CultureInfo.InvariantCulture,
            $"{all:N0} of {all:N0} rows were rejected, so nothing went in: {string.Join(", ", reasons.Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Value:N0} ({r.Key})")))}. Mend the file, and import it again.");
        if (rejects?.Lost is { } lost) message += " " + lost;
        return new FixSettingsException(FilesDescriptor.File, message, message);
    }

    private static StreamEnd EndOf(IFileTable file, PosStream stream, RejectsFile? rejects) => new(null, CoverageKind.Changes)
    {
        NotOffered = !file.Streams.Contains(stream),
        Warnings = stream == file.Stream ? [.. file.Warnings, .. rejects?.Lost is { } lost ? [lost] : Array.Empty<string>()] : [],
    };

    private static List<IPosRecord> Take(IEnumerator<IPosRecord> from)
    {
        var taken = new List<IPosRecord>(PageSize);
        while (taken.Count < PageSize && from.MoveNext()) taken.Add(from.Current);
        return taken;
    }

    private static List<RejectedRecord> TakeRejected(IEnumerator<RejectedRow> from, RejectsFile? rejects)
    {
        var taken = new List<RejectedRecord>();
        while (taken.Count < PageSize && from.MoveNext())
        {
            rejects?.Write(from.Current);
            taken.Add(from.Current.Record);
        }

        return taken;
    }
}
