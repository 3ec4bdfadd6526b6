namespace Sync.ConnectorKit.Paging;

/// <summary>
/// Watches pages go by, in order: knows when to stop, notices a server that turns in circles, and what the pages prove in
/// the end. A POS that counts from 1 is assumed.
/// </summary>
/// <param name="pageSize">Rows on a full page.</param>
/// <param name="ahead">How many pages may be under way at a time: a page is asked for once the one so many before it has come.</param>
/// <param name="after">Where an earlier read stood, whose last page comes first; null for the beginning.</param>
internal sealed class PageAudit(int pageSize, int ahead, PagePlace? after = null)
{
    private readonly Queue<long> recent = []; // what the pages stated that may have been answered after the next one
    private readonly HashSet<ulong> seen = [];
    private readonly long before = after is null ? 0 : (after.Page - 1L) * after.Size;
    private int pages = (after?.Page ?? 1) - 1;
    private int size = after?.Size ?? pageSize;
    private string? awaited = after?.Last;
    private long? total;
    private bool totalMoved;
    private bool totalFell;
    private long highest;
    private int repeated;
    private int nameless;
    private bool probing;

    /// <summary>The number of the first page.</summary>
    public int First { get; } = after?.Page ?? 1;

    public bool Ended { get; private set; }

    /// <summary>Whether the page that came last was taken in by an earlier read, and others follow.</summary>
    public bool IsAgain => pages == after?.Page && !Ended;

    /// <summary>Whether the page that came last is the one before once more: a server that knows no pages, and has said all there is.</summary>
    public bool BringsNothing { get; private set; }

    /// <summary>Where a later read can go on after the page that came last.</summary>
    public PagePlace? Place { get; private set; }

    /// <summary>
    /// Whether a page may be asked for now: any up to the first that the total leaves no full page for; without a total, only the next
    /// one. Where the total fills its last page the next one is asked for too: it may be the count of a page, or of what was there before.
    /// </summary>
    public bool MayAsk(int page) => !Ended && (page == pages + 1 || (total is { } all && (page - 1L) * size <= all));

    /// <exception cref="RestartPagingException">A full page brought nothing new: the server turns in circles.</exception>
    public void Add(IReadOnlyList<string?> ids, long? stated)
    {
        pages++;
        NoteTotal(stated);
        // A server may hold a lower page size than the one asked for; its total tells that this is not the end.
        // A row that came twice on it is one.
        if (IsBeginning && ids.Count > 0 && ids.Count < total) size = ids.Count(i => i is null) + ids.Where(i => i is not null).Distinct().Count();
        if (IsBeginning && total is null && ids.Count > 0 && ids.Count < size)
        {
            // All there is, or as much as a server gives at a time that holds a lower page size: the next page tells.
            probing = true;
            size = CountFresh(ids) + ids.Count(i => i is null);
            return;
        }

        if ((TakeProbing() || IsBeyondTotal) && ids.All(i => i is not null && seen.Contains(IdHash.Of(i))))
        {
            Ended = BringsNothing = true; // nothing more, or a server that knows no pages, or none after its last
            return;
        }

        var fresh = CountFresh(ids);
        if (pages > First && fresh == 0 && ids.Count >= size) throw Circling();
        Ended = ids.Count < size;
        if (awaited is not null && ids.Contains(awaited)) awaited = null;
        Place = !Ended && ids.LastOrDefault(i => i is not null) is { } last ? new PagePlace(pages, size, last) : null;
    }

    /// <summary>What the pages prove; null where they hold fewer rows than the total says, or may have passed some by.</summary>
    public PagingEnd? Conclude()
    {
        if (awaited is not null || totalFell || before + seen.Count + repeated + nameless < total) return null;
        var warnings = new List<string>();
        if (totalMoved) warnings.Add("records moved while paging: the total changed");
        if (repeated > 0) warnings.Add($"records moved while paging, or are listed twice: {repeated} came again");
        if (nameless > 0) warnings.Add($"{nameless} records have no id");
        if (warnings.Count > 0) return new PagingEnd(false, [.. warnings.Select(w => w + "; nothing is removed for being absent from this read")]);
        if (after is not null) return new PagingEnd(false, []);
        if (seen.Count > total) return new PagingEnd(false, [$"the POS states {total} records but sent {seen.Count}; nothing is removed for being absent from this read"]);
        return new PagingEnd(true, []);
    }

    public RestartPagingException Incomplete() => awaited is not null ? Away() : totalFell ? Fell() : Short();

    private RestartPagingException Away() => new(
        "Records moved at the POS while Sync was away. Sync will read them again from the start; nothing was removed.",
        $"The row that page {after!.Page} ended with is on none of the pages from there on.");

    private RestartPagingException Fell() => new(
        "Records went away at the POS while Sync read, so that others may have slipped past. Sync will read them again from the start; nothing was removed.",
        $"The total fell to {total} while {pages} pages were read.");

    private RestartPagingException Short() => new(
        "The POS lists more records than it sent. Sync will read them again from the start; nothing was removed.",
        $"The total says {total} records but {pages} pages held {before + seen.Count}.");

    private bool IsBeyondTotal => pages > First && (pages - 1L) * size >= total;

    private bool IsBeginning => pages == 1 && after is null;

    private bool TakeProbing()
    {
        var was = probing;
        probing = false;
        return was;
    }

    // A page that says nothing of it, or less than has come before it, does not end what an earlier one began: an answer that is
    // empty by mistake would make a part of the list the whole of it.
    private void NoteTotal(long? stated)
    {
        if (stated is not >= 0) return;
        if (pages > First && stated != total) totalMoved = true;
        if (pages > First && stated < before + seen.Count + repeated + nameless) return;
        if (pages == First) highest = stated.Value;
        // What is gone from a page that was read draws another from a page that was not onto it. Pages that are under way together
        // are answered in any order, so that a list which grows seems to shrink: a page is held against those answered before it was asked for.
        totalFell |= stated < highest;
        recent.Enqueue(stated.Value);
        while (recent.Count >= ahead) highest = Math.Max(highest, recent.Dequeue());
        total = stated;
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
