namespace Sync.ConnectorKit.Paging;

/// <summary>
/// Watches pages go by, in order: knows when to stop, notices a server that turns in circles, and what the pages prove in
/// the end. A POS that counts from 1 is assumed.
/// </summary>
internal sealed class PageAudit(int pageSize)
{
    private readonly HashSet<ulong> seen = [];
    private int pages;
    private int size = pageSize;
    private long? total;
    private bool totalMoved;
    private int repeated;
    private int nameless;

    public bool Ended { get; private set; }

    /// <summary>Whether a page may be asked for now: any up to the total's last; without a total, only the next one.</summary>
    public bool MayAsk(int page) => !Ended && (page == pages + 1 || (total is { } all && (page - 1L) * size < all));

    /// <exception cref="RestartPagingException">A full page brought nothing new: the server turns in circles.</exception>
    public void Add(IReadOnlyList<string?> ids, long? stated)
    {
        pages++;
        NoteTotal(stated);
        // A server may hold a lower page size than the one asked for; its total tells that this is not the end.
        // A row that came twice on it is one.
        if (pages == 1 && ids.Count > 0 && ids.Count < total) size = ids.Count(i => i is null) + ids.Where(i => i is not null).Distinct().Count();
        var fresh = CountFresh(ids);
        if (pages > 1 && fresh == 0 && ids.Count >= size) throw Circling();
        Ended = ids.Count < size || (total is { } all && (long)pages * size >= all);
    }

    /// <summary>What the pages prove; null where they hold fewer rows than the total says.</summary>
    public PagingEnd? Conclude()
    {
        if (seen.Count + repeated + nameless < total) return null;
        var warnings = new List<string>();
        if (totalMoved) warnings.Add("records moved while paging: the total changed");
        if (repeated > 0) warnings.Add($"records moved while paging, or are listed twice: {repeated} came again");
        if (nameless > 0) warnings.Add($"{nameless} records have no id");
        if (warnings.Count > 0) return new PagingEnd(false, warnings);
        if (seen.Count > total) return new PagingEnd(false, [$"the POS states {total} records but sent {seen.Count}"]);
        return new PagingEnd(true, []);
    }

    public RestartPagingException Incomplete() => new(
        "The POS lists more records than it sent. Sync will read them again from the start; nothing was removed.",
        $"The total says {total} records but {pages} pages held {seen.Count}.");

    private void NoteTotal(long? stated)
    {
        var known = stated >= 0 ? stated : null;
        if (pages > 1 && known != total) totalMoved = true;
        total = known;
    }

    private int CountFresh(IReadOnlyList<string?> ids)
    {
        var fresh = 0;
        foreach (var id in ids)
        {
            if (id is null) nameless++;
            else if (seen.Add(IdHash.Of(id))) fresh++;
            else repeated++;
        }

        return fresh;
    }

    private RestartPagingException Circling() => new(
        "The POS sent the same page again. Sync will read from the start; nothing was removed.",
        $"Page {pages} brought no id that had not come before.");
}
