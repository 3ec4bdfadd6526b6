using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Sync.ConnectorKit;

namespace Sync.Connectors.GenericRest;

/// <summary>Reads one stream of a definition, page by page.</summary>
internal sealed class RestStream(PosStream stream, StreamRules rules, ConnectionContext connection, RestClient client)
{
    // More than any shop has: a server that makes up pages must not hold a worker for ever.
    private const int MostPages = 100_000;

    private readonly PagingRules paging = rules.Paging;
    private readonly RestMapping mapping = new(stream, rules, connection);
    private readonly Footing footing = new();

    public async IAsyncEnumerable<RecordPage> ReadAsync(string? cursor, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var place = Place.Parse(cursor, connection.Time.GetUtcNow());
        var resumed = place is not null;
        place ??= new Place(connection.Time.GetUtcNow(), SinceOf(cursor), paging.First);
        var stepsBack = resumed && paging.Kind == PagingKinds.Page && place.Count > 0;
        var awaited = stepsBack ? place.Last : null;
        if (stepsBack) place = place.OnePageBack();
        var pages = 0;
        RecordPage? before = null;
        IReadOnlyList<string?> earlier = [];
        for (var ended = false; !ended;)
        {
            if (++pages > MostPages) throw Endless();
            var overlap = Overlaps(place);
            if (overlap > 0) awaited = place.Last;
            var answer = await FetchAsync(place, cancellation).ConfigureAwait(false);
            var found = rules.Records.Each(answer) ?? throw NoRecords();
            var (page, ids) = mapping.Map(found.Items, overlap > 0 ? awaited : null);
            if (ids.Count > 1 && ids[0] is not null && ids.SequenceEqual(earlier)) throw Circling();
            earlier = ids;
            var (count, total) = (found.Outer ?? found.Items.Count, TotalOf(answer));
            var moved = footing.Add(ids, total, Countable) || place.Moved || (awaited is not null && !ids.Contains(awaited));
            count = Math.Max(0, count - overlap);
            awaited = null;
            var next = Following(place with { Moved = moved, Rows = place.Rows + count, Count = count, Last = ids.LastOrDefault(i => i is not null) ?? place.Last }, answer, total);
            ended = next is null;
            if (stepsBack && pages == 1 && next is not null)
            {
                // Not a page of its own: else a read that is killed after each page would never get on.
                (before, place) = (page, next);
                continue;
            }

            yield return After(before, page) with
            {
                ExpectedTotal = total,
                Checkpoint = next?.ToString(),
                End = ended ? End(place with { Moved = moved }, cursor, resumed, total is { } all && place.Rows + count > all) : null,
            };
            (before, place) = (null, next ?? place);
        }
    }

    private static RecordPage After(RecordPage? before, RecordPage page) => before is null ? page : page with
    {
        Records = [.. before.Records, .. page.Records],
        Rejected = [.. before.Rejected, .. page.Rejected],
        Deleted = [.. before.Deleted, .. page.Deleted],
    };

    // Pages that are counted shift when records come or go between them; those behind a cursor or link are the POS's care.
    private bool Countable => paging.Kind is PagingKinds.Page or PagingKinds.Offset;

    // Each page but the first begins with the last row of the one before: where it does not, records moved. A server that
    // sends one row at a time would never get on so.
    private int Overlaps(Place place) => paging.Kind == PagingKinds.Offset && place.Count > 1 && place.Last is not null ? 1 : 0;

    private Task<JsonElement> FetchAsync(Place place, CancellationToken cancellation)
    {
        if (paging.Kind == PagingKinds.NextLink && place.Token is { } link) return client.ReadAsync(link, cancellation);
        var parameters = new List<KeyValuePair<string, string>>();
        if (place.Since is { } since) parameters.Add(new(rules.Since!.Parameter, rules.Since.Times.Write(since, connection.StoreClock)));
        if (paging.SizeParameter is { } size) parameters.Add(new(size, Text(paging.Size)));
        if (paging.Kind == PagingKinds.Page) parameters.Add(new(paging.Parameter!, Text(place.Number)));
        if (paging.Kind == PagingKinds.Offset) parameters.Add(new(paging.Parameter!, Text(place.Rows - Overlaps(place))));
        if (paging.Kind == PagingKinds.Cursor && place.Token is { } token) parameters.Add(new(paging.Parameter!, token));
        return client.ReadAsync(rules, parameters, cancellation);
    }

    /// <summary>Where it goes on after a page; null where that was the last.</summary>
    private Place? Following(Place place, JsonElement answer, long? total)
    {
        if (!IsLast(place, answer, total, out var token)) return place with { Number = place.Number + 1, Token = token };
        // What left a page that was read already drew another record from a later page onto it, unseen: once more from the
        // start finds it. Not for ever: a busy shop's list moves each time, and then the next run reads the same again.
        if (!place.Moved || !Countable || place.Pass > 0) return null;
        footing.Clear();
        return new Place(place.Begin, place.Since, paging.First) { Pass = 1 };
    }

    private bool IsLast(Place place, JsonElement answer, long? total, out string? token)
    {
        token = null;
        if (paging.Kind == PagingKinds.None) return true;
        if (paging.More is { } more && !Wire.Flag(more.One(answer))) return true;
        if (paging.Next is { } path) return !Token(Wire.Text(path.One(answer)), out token);
        // A server may hold a lower page size than the one asked for: a page that is not full proves nothing, an empty one does.
        if (place.Count == 0 && place.Rows < total) throw Incomplete(place.Rows, total.Value);
        return place.Count == 0 || place.Rows >= total;
    }

    private bool Token(string? stated, out string? token)
    {
        token = stated is not null && paging.Kind == PagingKinds.NextLink ? client.Follow(stated) : stated;
        if (token is null) return false;
        return footing.IsNewToken(token) ? true : throw Circling();
    }

    private StreamEnd End(Place place, string? cursor, bool resumed, bool tooMany)
    {
        var warnings = new List<string>(mapping.Warnings);
        if (place.Moved) warnings.Add("records moved while paging");
        if (tooMany) warnings.Add("the POS sent more records than it states");
        if (mapping.Nameless > 0) warnings.Add($"{mapping.Nameless} records have no id");
        var all = place.Since is null && !resumed && !place.Moved && !tooMany && mapping.Nameless == 0;
        return new StreamEnd(NextCursor(place, cursor), all ? CoverageKind.Everything : CoverageKind.Changes) { Warnings = warnings };
    }

    private string? NextCursor(Place place, string? cursor)
    {
        if (rules.Since is not { } since) return null;
        if (!place.Moved || !Countable) return "v1|" + Place.Text(place.Begin - since.Overlap);
        // Something may have been missed: the same is asked for once more.
        return place.Since is { } same ? "v1|" + Place.Text(same) : Place.Parse(cursor, place.Begin) is null ? cursor : null;
    }

    private DateTimeOffset? SinceOf(string? cursor)
    {
        if (rules.Since is not { } since) return null;
        var now = connection.Time.GetUtcNow();
        // A cursor that cannot be read costs one full read; one from the future would lose what was sold until then.
        if (cursor?.StartsWith("v1|", StringComparison.Ordinal) == true && Place.Time(cursor[3..]) is { } at) return at < now - since.Overlap ? at : now - since.Overlap;
        return stream == PosStream.Orders && connection.Settings.Number(GenericRestDescriptor.HistoryDays) is { } days ? now.AddDays(-Math.Min(days, 36_500)) : null;
    }

    private long? TotalOf(JsonElement answer) =>
        paging.Total?.One(answer) is { } total && Wire.Number(total) is { } number and >= 0 ? (long)number : null;

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private FixSettingsException NoRecords() => new(
        GenericRestDescriptor.Definition,
        $"{client.Definition.Name}'s answer has no '{rules.Records.Text}'. Check streams.{DefinitionNode.Camel(stream.ToString())}.records in the definition.",
        $"The answer for {stream} has nothing at '{rules.Records.Text}'.");

    private RestartPagingException Incomplete(long rows, long total) => new(
        $"{client.Definition.Name} lists more records than it sent. Sync will read them again; nothing was removed. If this stays so, check the definition's paging.total.",
        $"The total says {total} {stream} but the pages held {rows}.");

    private RestartPagingException Endless() => new(
        $"{client.Definition.Name} sends pages without end. Check the definition's paging, or let it send more records on a page.",
        $"{stream} did not end within {MostPages} pages.");

    private RestartPagingException Circling() => new(
        $"{client.Definition.Name} leads back to a page that was read already. Sync will read from the start; nothing was removed.",
        $"A cursor, a link or a page of {stream} came again.");
}

/// <summary>How far a read is. Written, it is a checkpoint.</summary>
/// <param name="Begin">When the whole read began: what its cursor will be.</param>
/// <param name="Since">From when on changes are asked for; null for all.</param>
/// <param name="Number">The number of the page, where pages are numbered.</param>
internal sealed record Place(DateTimeOffset Begin, DateTimeOffset? Since, long Number)
{
    private const string Mark = "resume";

    /// <summary>The cursor, or the link from the host on, of the page.</summary>
    public string? Token { get; init; }

    /// <summary>Rows before the page.</summary>
    public long Rows { get; init; }

    /// <summary>How many of them were on the page before it.</summary>
    public long Count { get; init; }

    /// <summary>The last id on the page before it.</summary>
    public string? Last { get; init; }

    /// <summary>Whether records were seen to move, so that some may have been missed.</summary>
    public bool Moved { get; init; }

    /// <summary>0, or 1 where all is read once more because records moved.</summary>
    public long Pass { get; init; }

    /// <summary>The page before: whether it still ends as it did tells whether records moved meanwhile.</summary>
    public Place OnePageBack() => this with { Number = Number - 1, Rows = Rows - Count };

    public static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);

    public static DateTimeOffset? Time(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at.ToUniversalTime() : null;

    /// <summary>What a checkpoint says; null where it is none.</summary>
    public static Place? Parse(string? text, DateTimeOffset now)
    {
        var parts = (text ?? "").Split('|');
        if (parts.Length != 9 || parts[0] != Mark || Time(parts[1]) is not { } begin) return null;
        var numbers = new long[4];
        for (var i = 0; i < 4; i++)
            if (!long.TryParse(parts[3 + i], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out numbers[i])) return null;
        return new Place(begin < now ? begin : now, Time(parts[2]), numbers[0])
        {
            Rows = numbers[1],
            Count = numbers[2],
            Moved = numbers[3] % 2 == 1,
            Pass = numbers[3] / 2,
            Token = OrNull(parts[7]),
            Last = OrNull(parts[8]),
        };
    }

    public override string ToString() => string.Join('|',
        Mark,
        Text(Begin),
        Since is { } since ? Text(since) : "",
        Number.ToString(CultureInfo.InvariantCulture),
        Rows.ToString(CultureInfo.InvariantCulture),
        Count.ToString(CultureInfo.InvariantCulture),
        (Pass * 2 + (Moved ? 1 : 0)).ToString(CultureInfo.InvariantCulture),
        Uri.EscapeDataString(Token ?? ""),
        Uri.EscapeDataString(Last ?? ""));

    private static string? OrNull(string text) => text.Length > 0 ? Uri.UnescapeDataString(text) : null;
}

/// <summary>Notices records that move while they are paged, and a server that turns in circles.</summary>
internal sealed class Footing
{
    private readonly HashSet<ulong> seen = [];
    private readonly HashSet<ulong> tokens = [];
    private HashSet<string> before = [];
    private long? total;
    private int stale;

    /// <summary>Takes in the ids of a page; true where a record may have slipped past.</summary>
    /// <exception cref="RestartPagingException">Two pages on end brought nothing new.</exception>
    public bool Add(IReadOnlyList<string?> ids, long? stated, bool counted)
    {
        if (!counted) return false;
        var fresh = 0;
        var shifted = true;
        var moved = stated < total;
        foreach (var id in ids)
        {
            // Those at the head that ended the page before were pushed on by newer ones: that hides none.
            shifted = shifted && id is not null && before.Contains(id);
            if (id is null) continue;
            if (seen.Add(Hash(id))) fresh++;
            else if (!shifted) moved = true;
        }

        stale = fresh == 0 && ids.Count > 0 ? stale + 1 : 0;
        if (stale > 1) throw new RestartPagingException("The POS sends the same page again and again. Check the definition's paging; nothing was removed.", "Two pages brought no id that had not come before.");
        (before, total) = ([.. ids.OfType<string>()], stated);
        return moved;
    }

    /// <summary>Whether a cursor or link came for the first time.</summary>
    public bool IsNewToken(string token) => tokens.Add(Hash(token));

    public void Clear()
    {
        seen.Clear();
        before.Clear();
        (total, stale) = (null, 0);
    }

    // FNV-1a: eight bytes for an id of any length. Two that meet cost another reading, never a record.
    private static ulong Hash(string text)
    {
        var hash = 14695981039346656037UL;
        foreach (var c in text) hash = (hash ^ c) * 1099511628211UL;
        return hash;
    }
}
