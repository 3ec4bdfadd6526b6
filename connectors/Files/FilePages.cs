using Sync.ConnectorKit;
using Sync.Connectors.Files.Rejects;
using Sync.Model;

namespace Sync.Connectors.Files;

/// <summary>Cuts a file that was read into pages; records are made only when their page is.</summary>
internal static class FilePages
{
    private const int PageSize = 500;

    /// <summary>The pages of a stream, the last one with its end.</summary>
    public static IEnumerable<RecordPage> Of(IFileTable file, PosStream stream, RejectsFile? rejects)
    {
        using var records = file.Records(stream).GetEnumerator();
        using var rejected = (stream == file.Stream ? file.Rejected() : []).GetEnumerator();
        var more = true;
        while (more)
        {
            var page = new RecordPage(Take(records)) { Rejected = TakeRejected(rejected, rejects) };
            more = page.Records.Count == PageSize || page.Rejected.Count == PageSize;
            if (more)
            {
                yield return page;
                continue;
            }

            rejects?.Finish();
            yield return page with { End = EndOf(file, stream) };
        }
    }

    private static StreamEnd EndOf(IFileTable file, PosStream stream) => new(null, CoverageKind.Changes)
    {
        NotOffered = !file.Streams.Contains(stream),
        Warnings = stream == file.Stream ? file.Warnings : [],
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
