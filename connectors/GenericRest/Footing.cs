using Sync.ConnectorKit;

namespace Sync.Connectors.GenericRest;

/// <summary>Counts the records of a pass, notices those that move while they are paged, and a server that turns in circles.</summary>
/// <param name="counted">Whether pages are asked for by numbers.</param>
internal sealed class Footing(bool counted)
{
    // Behind a cursor or link, records that change while they are read may come once more, all of them on pages of their own.
    private const int MostRepeats = 2;

    private readonly HashSet<ulong> seen = [];
    private readonly HashSet<ulong> tokens = [];
    private HashSet<ulong> former = [];
    private HashSet<string> before = [];
    private long? total;
    private int stale;
    private int brought;

    /// <summary>Whether the last page brought nothing new.</summary>
    public bool Repeats => stale > 0;

    /// <summary>Takes in the ids of a page; tells whether a record may have slipped past, and how many had not come before, or have no id to tell by.</summary>
    /// <exception cref="RestartPagingException">More pages on end brought nothing new than an honest list has.</exception>
    public (bool Moved, int Fresh) Add(IReadOnlyList<string?> ids, long? all)
    {
        var fresh = 0;
        var nameless = ids.Count(i => i is null);
        var shifted = true;
        var moved = all < total;
        foreach (var id in ids)
        {
            // Those at the head that ended the page before were pushed on by newer ones: that hides none.
            shifted = shifted && id is not null && before.Contains(id);
            if (id is null) continue;
            if (seen.Add(Hash(id))) fresh++;
            else if (!shifted) moved = true;
        }

        stale = fresh == 0 && ids.Count > (counted ? 0 : nameless) ? stale + 1 : 0;
        if (fresh > 0) brought++;
        if (stale > (counted ? 1 : Math.Max(MostRepeats, brought))) throw Circling();
        if (counted) (before, total) = ([.. ids.OfType<string>()], all);
        return (moved && counted, fresh + nameless);
    }

    /// <summary>An id of a page that was read before this read was taken up.</summary>
    public void Know(string id)
    {
        seen.Add(Hash(id));
        before = [id];
    }

    /// <summary>Whether a cursor or link came for the first time.</summary>
    public bool IsNewToken(string token) => tokens.Add(Hash(token));

    /// <summary>Whether a record came in the pass before, where that is remembered.</summary>
    public bool CameBefore(string id) => former.Contains(Hash(id));

    /// <summary>Begins another pass.</summary>
    /// <param name="remember">Whether what came in this one is remembered.</param>
    public void Clear(bool remember)
    {
        if (remember) former = [.. seen];
        seen.Clear();
        tokens.Clear();
        before.Clear();
        (total, stale, brought) = (null, 0, 0);
    }

    private RestartPagingException Circling() => new(
        "The POS sends the same page again and again. Check the definition's paging; nothing was removed.",
        $"{stale} pages on end brought no id that had not come before.");

    // FNV-1a: eight bytes for an id of any length. Two that meet cost another reading, never a record.
    private static ulong Hash(string text)
    {
        var hash = 14695981039346656037UL;
        foreach (var c in text) hash = (hash ^ c) * 1099511628211UL;
        return hash;
    }
}
