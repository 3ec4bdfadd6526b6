namespace Sync.Simulator;

/// <summary>A page to be written.</summary>
/// <param name="Rows">Its rows.</param>
/// <param name="Total">How many rows are said to be on all pages.</param>
/// <param name="Page">Its number.</param>
internal sealed record PageOf<T>(IReadOnlyList<T> Rows, int Total, int Page)
{
    public static PageOf<T> Cut(IReadOnlyList<T> all, int page, int size)
    {
        var from = (int)Math.Min((page - 1L) * size, all.Count);
        var rows = new T[Math.Min(size, all.Count - from)];
        for (var i = 0; i < rows.Length; i++) rows[i] = all[from + i];
        return new PageOf<T>(rows, all.Count, page);
    }
}
