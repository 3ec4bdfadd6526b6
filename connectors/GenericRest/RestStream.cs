using System.Runtime.CompilerServices;
using System.Text.Json;
using Sync.ConnectorKit;

namespace Sync.Connectors.GenericRest;

/// <summary>Reads one stream of a definition, page by page.</summary>
internal sealed class RestStream(PosStream stream, StreamRules rules, ConnectionContext connection, RestClient client)
{
    // More than any shop has: a server that makes up pages must not hold a worker for ever.
    private const int MostPages = 100_000;

    // One that hides many records from us, such as other shops', may send this many pages of none before the next.
    private const int MostEmpty = 20;

    // A record that was refused is asked for again for so long: it may be mended at the POS, which need not call that a change.
    // Then the weekly full run brings it.
    private static readonly TimeSpan LongestHeld = TimeSpan.FromDays(3);

    // Nor may a slow one: the other orgs wait. What is missing comes in the next run, which goes on from here.
    private static readonly TimeSpan Longest = TimeSpan.FromHours(2);

    private readonly PagingRules paging = rules.Paging;
    private readonly RestMapping mapping = new(stream, rules, connection);
    private readonly Footing footing = new(rules.Paging.Kind is PagingKinds.Page or PagingKinds.Offset);
    private int empty;

    public async IAsyncEnumerable<RecordPage> ReadAsync(string? cursor, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var place = Place.Parse(cursor, connection.Time.GetUtcNow(), rules.Mark);
        var resumed = place is not null;
        place ??= new Place(connection.Time.GetUtcNow(), SinceOf(cursor), paging.First);
        var stepsBack = resumed && paging.Kind == PagingKinds.Page && place.Count > 0;
        var awaited = stepsBack ? place.Last : null;
        if (stepsBack) place = place.OnePageBack();
        if (resumed && Overlaps(place) > 0) footing.Know(place.Last!);
        var began = connection.Time.GetTimestamp();
        var pages = 0;
        RecordPage? before = null;
        for (var ended = false; !ended;)
        {
            if (++pages > MostPages) throw Endless();
            if (pages > 1 && connection.Time.GetElapsedTime(began) > Longest) throw TooSlow();
            var overlap = Overlaps(place);
            if (overlap > 0) awaited = place.Last;
            var (answer, found, total) = await FetchAsync(place, resumed && pages == 1, cancellation).ConfigureAwait(false);
            if (pages == 1 && !resumed) place = place with { Begin = client.ByItsClock(place.Begin) };
            var (page, ids) = mapping.Map(found.Items, overlap > 0 ? awaited : null);
            page = WithoutKnown(page);
            var (moved, fresh) = footing.Add(ids, total);
            moved = moved || place.Moved || (awaited is not null && !ids.Contains(awaited));
            var rows = found.Outer ?? found.Items.Count;
            var count = Math.Max(0, rows - overlap);
            var looked = IsSecondLook(place);
            // A total counts rows; where one holds several records or none, a page with anything new counts as a whole.
            var news = stepsBack && pages == 1 ? 0 : rows == ids.Count ? fresh : fresh > 0 || ids.Count == 0 ? count : 0;
            awaited = null;
            if (looked && news == 0) count = 0; // the first page again, from a server that knows no other
            var onlyOfThePage = looked && news > 0 && place.Rows + count > total;
            if (onlyOfThePage) (moved, total, place) = (place.Moved, null, place with { Uncounted = true, Least = null });
            var reached = place with
            {
                Moved = moved,
                Refused = place.Refused || page.Rejected.Any(r => r.Currency is null), // no mending makes it another currency
                Rows = place.Rows + count,
                Found = place.Found + news,
                Least = total < place.Least ? total : place.Least ?? total,
                Count = count,
                Last = ids.LastOrDefault(i => i is not null) ?? place.Last,
            };
            var (last, token) = Readable(() => IsLast(reached, answer, total));
            if (last) reached = Concluded(reached);
            var next = last ? Again(reached, total, resumed) : reached with { Number = reached.Number + 1, Token = token };
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
                Checkpoint = next?.Write(rules.Mark),
                End = ended ? End(reached, cursor, resumed, total) : null,
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

    private async Task<(JsonElement Answer, JsonPath.Found Found, long? Total)> FetchAsync(Place place, bool takenUp, CancellationToken cancellation)
    {
        try
        {
            var answer = await AskAsync(place, cancellation).ConfigureAwait(false);
            return Readable(() => (answer, rules.Records.Each(answer) ?? throw NoRecords(), place.Uncounted ? null : TotalOf(answer)));
        }
        catch (FixSettingsException) when (IsSecondLook(place))
        {
            return (RestClient.Nothing, new JsonPath.Found(), place.Least); // many refuse a page after the last
        }
        catch (FixSettingsException e) when (takenUp)
        {
            // A cursor or link that stood for a time may have ended. What is wrong besides is told when it is read from the start.
            throw new RestartPagingException(e.OwnerMessage, e.Message, e);
        }
    }

    private Task<JsonElement> AskAsync(Place place, CancellationToken cancellation)
    {
        if (paging.Kind == PagingKinds.NextLink && place.Token is { } link) return client.ReadAsync(link, cancellation);
        var parameters = new List<KeyValuePair<string, string>>();
        if (place.Since is { } since) parameters.Add(new(rules.Since!.Parameter, rules.Since.Times.Write(since, connection.StoreClock)));
        if (paging.SizeParameter is { } size) parameters.Add(new(size, Place.Text(paging.Size)));
        if (paging.Kind == PagingKinds.Page) parameters.Add(new(paging.Parameter!, Place.Text(place.Number)));
        if (paging.Kind == PagingKinds.Offset) parameters.Add(new(paging.Parameter!, Place.Text(place.Rows - Overlaps(place))));
        if (paging.Kind == PagingKinds.Cursor && place.Token is { } token) parameters.Add(new(paging.Parameter!, token));
        return client.ReadAsync(rules, parameters, cancellation);
    }

    private T Readable<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException e)
        {
            throw new RestartPagingException(
                $"{client.Definition.Name}'s answer holds a text that is no text where it tells of its pages. Sync will read from the start; nothing was removed.",
                $"An answer for {stream} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Whether a page is the last; else the cursor or link of the next, where it is had by one.</summary>
    private (bool Last, string? Token) IsLast(Place place, JsonElement answer, long? total)
    {
        if (paging.Kind == PagingKinds.None) return (true, null);
        var more = paging.More is { } flag ? Wire.Flag(flag.One(answer)) : (bool?)null;
        if (more == false) return (true, null);
        if (paging.Next is { } path)
        {
            var token = Token(Wire.Text(path.One(answer)), place.Token);
            return token is not null || more is null ? (token is null, token) : throw Stopped();
        }

        if (place.Rows >= total && !MayBeOfThePage(place)) return (true, null);
        empty = place.Count == 0 ? empty + 1 : 0;
        // A server may hold a lower page size than the one asked for: a page that is not full proves nothing. An empty one
        // does where nothing says that there is more; and after one there is no offset to go on from.
        if (empty == 0) return (false, null);
        if (more is null) return (true, null);
        return paging.Kind == PagingKinds.Page && empty <= MostEmpty ? (false, null) : throw Stopped();
    }

    // A definition may take the count of one page for that of all: a first page that is full and holds all that there are to be
    // is worth another look.
    private bool MayBeOfThePage(Place place) => Countable && place is { Pass: 0, Count: > 1 } && place.Number == paging.First
        && place.Rows == place.Count && (paging.SizeParameter is null || place.Count >= paging.Size);

    private bool IsSecondLook(Place place) => Countable && place is { Pass: 0, Uncounted: false } && place.Number == paging.First + 1 && place.Rows >= place.Least;

    private string? Token(string? stated, string? from)
    {
        var token = stated is not null && paging.Kind == PagingKinds.NextLink ? client.Follow(stated, rules, from) : stated;
        return token is null || footing.IsNewToken(token) ? token : throw Circling();
    }

    // All that were there from the first page to the last must have come: a list that ends earlier, or a page that comes
    // twice, proves nothing.
    private Place Concluded(Place place)
    {
        if (!(place.Found < place.Least)) return place;
        // As many rows as there are, but some came twice: others were pushed past unseen.
        if (Countable && place.Rows >= place.Least && !footing.Repeats) place = place with { Moved = true };
        return Countable && place.Moved && (place.Pass == 0 || place.Rows >= place.Least) ? place : throw Incomplete(place.Found, place.Least.Value);
    }

    // What left a page that was read already drew another record from a later page onto it, unseen: once more from the
    // start finds it. Not for ever: a busy shop's list moves each time, and then the next run reads the same again.
    private Place? Again(Place place, long? total, bool resumed)
    {
        var unproven = !resumed && MayHaveSlipped(place);
        if (place.Pass > 0 || !(Countable ? place.Moved || unproven : MayHaveJumped(place))) return null;
        footing.Clear(remember: unproven && !place.Moved);
        return new Place(place.Begin, Countable ? place.Since : place.Begin - rules.Since!.Overlap, paging.First) { Pass = 1, Refused = place.Refused, Uncounted = place.Uncounted, Moved = !Countable && place.Rows > total };
    }

    // A list whose latest change comes first hides behind its cursor or link what changed while it was read: that would be taken
    // for gone. What is all of one answer cannot.
    private bool MayHaveJumped(Place place) => place is { Since: null } && rules.Since is not null && place.Number > paging.First;

    // Pages that are numbered share no row with their neighbours, and without a total nothing tells that one was drawn past between
    // two of them: what is not there is gone only where a second look did not find it either.
    private bool MayHaveSlipped(Place place) => paging.Kind == PagingKinds.Page && place is { Since: null, Least: null, Uncounted: false } && place.Number > paging.First;

    // That a second look finds the same is no news.
    private RecordPage WithoutKnown(RecordPage page) => page with
    {
        Records = [.. page.Records.Where(r => !footing.CameBefore(r.Id))],
        Rejected = [.. page.Rejected.Where(r => !footing.CameBefore(r.Id))],
        Deleted = [.. page.Deleted.Where(d => !footing.CameBefore(d))],
    };

    private StreamEnd End(Place place, string? cursor, bool resumed, long? total)
    {
        var warnings = new List<string>(mapping.Warnings);
        var tooMany = place.Rows > total;
        if (place.Moved) warnings.Add("records moved while paging");
        if (tooMany) warnings.Add("the POS sent more records than it states");
        if (place.Uncounted) warnings.Add("paging.total tells how many records are on a page, not how many there are: mend the definition");
        if (mapping.Nameless > 0) warnings.Add($"{mapping.Nameless} records have no id");
        var whole = place.Since is null || (place.Pass > 0 && !Countable); // the changes after all of them
        var all = whole && !resumed && !place.Moved && !place.Uncounted && !tooMany && !(place.Found < total) && mapping.Nameless == 0;
        return new StreamEnd(NextCursor(place, cursor), all ? CoverageKind.Everything : CoverageKind.Changes) { Warnings = warnings };
    }

    private string? NextCursor(Place place, string? cursor)
    {
        if (rules.Since is not { } since) return null;
        if (!place.Moved || !Countable) return new RestCursor(Reached(place, since), rules.Mark).ToString();
        // Something may have been missed: the same is asked for once more.
        return place.Since is { } same ? new RestCursor(same, rules.Mark).ToString() : Place.Parse(cursor, place.Begin, rules.Mark) is null ? cursor : null;
    }

    private static DateTimeOffset Reached(Place place, SinceRules since)
    {
        var (reached, held) = (place.Begin - since.Overlap, place.Begin - LongestHeld);
        if (!place.Refused) return reached;
        if (place.Since > held) held = place.Since.Value;
        return held < reached ? held : reached;
    }

    private DateTimeOffset? SinceOf(string? cursor)
    {
        if (rules.Since is not { } since) return null;
        var now = connection.Time.GetUtcNow();
        // A cursor that cannot be read costs one full read; one from the future would lose what was sold until then.
        if (RestCursor.Parse(cursor, rules.Mark)?.From is { } at) return at < now - since.Overlap ? at : now - since.Overlap;
        return stream == PosStream.Orders && connection.Settings.Number(GenericRestDescriptor.HistoryDays) is { } days ? now.AddDays(-Math.Min(days, 36_500)) : null;
    }

    private long? TotalOf(JsonElement answer) =>
        paging.Total?.One(answer) is { } total && Wire.Number(total) is { } number and >= 0 ? (long)number : null;

    private FixSettingsException NoRecords() => new(
        GenericRestDescriptor.Definition,
        $"{client.Definition.Name}'s answer has no '{rules.Records.Text}'. Check streams.{DefinitionNode.Camel(stream.ToString())}.records in the definition.",
        $"The answer for {stream} has nothing at '{rules.Records.Text}'.");

    private RestartPagingException Incomplete(long rows, long total) => new(
        $"{client.Definition.Name} lists more records than it sent. Sync will read them again; nothing was removed. If this stays so, check the definition's paging.total.",
        $"The total says {total} {stream} but the pages held {rows}.");

    private RestartPagingException Stopped() => new(
        $"{client.Definition.Name} says that there is more, but not where. Sync will read from the start; nothing was removed. If this stays so, check the definition's paging.",
        $"An answer for {stream} says that more follows, without a way there.");

    private RetryLaterException TooSlow() => new(
        $"{client.Definition.Name} takes long: after {Longest.TotalHours:0} hours it was not through. The next run goes on from here; nothing was lost. If this stays so, let the definition ask for more records on a page.",
        $"{stream} was not through after {Longest}.");

    private RestartPagingException Endless() => new(
        $"{client.Definition.Name} sends pages without end. Check the definition's paging, or let it send more records on a page.",
        $"{stream} did not end within {MostPages} pages.");

    private RestartPagingException Circling() => new(
        $"{client.Definition.Name} leads back to a page that was read already. Sync will read from the start; nothing was removed.",
        $"A cursor or link of {stream} came again.");
}
