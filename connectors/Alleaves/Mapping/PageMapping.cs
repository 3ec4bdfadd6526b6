using Sync.ConnectorKit;
using Sync.Model;

namespace Sync.Connectors.Alleaves.Mapping;

/// <summary>Maps the rows of a page: one that cannot be understood is named and counted, the rest goes in.</summary>
internal static class PageMapping
{
    public static RecordPage Map<T>(IReadOnlyList<T?> rows, long? total, Func<T, string?> idOf, Func<T, string, IPosRecord> map) where T : class
    {
        var records = new List<IPosRecord>(rows.Count);
        var rejected = new List<RejectedRecord>();
        for (var i = 0; i < rows.Count; i++)
        {
            var id = rows[i] is { } row ? idOf(row) : null;
            if (rows[i] is null) rejected.Add(new RejectedRecord($"row {i + 1} of its page", "unreadable", "It does not have the shape of a record."));
            else if (id is null) rejected.Add(new RejectedRecord($"row {i + 1} of its page", "no id", "It has no id."));
            else Add(rows[i]!, id, map, records, rejected);
        }

        return new RecordPage(records) { Rejected = rejected, ExpectedTotal = total };
    }

    private static void Add<T>(T row, string id, Func<T, string, IPosRecord> map, List<IPosRecord> records, List<RejectedRecord> rejected)
    {
        try
        {
            records.Add(map(row, id));
        }
        catch (SkipRecordException e)
        {
            rejected.Add(RejectedRecord.Of(id, e));
        }
        catch (OverflowException)
        {
            rejected.Add(new RejectedRecord(id, "bad amount", "Its lines come to more than any amount."));
        }
    }
}
