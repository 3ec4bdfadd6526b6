using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Sync.ConnectorKit;
using Sync.ConnectorKit.Wire;
using Sync.Model;

namespace Sync.Connectors.Toast;

/// <summary>Customers: the guests on the orders. Shares the orders' answers with their stream where both are read in one run.</summary>
internal sealed class GuestStream(ToastSession session)
{
    private readonly LatestGuests latest = new();

    public async IAsyncEnumerable<RecordPage> ReadAsync(string? cursor, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (await session.Client.LacksAsync(ToastScopes.Guests, cancellation).ConfigureAwait(false))
        {
            session.Pages.Close(PosStream.Customers);
            yield return new RecordPage([]) { End = NotShown };
            yield break;
        }

        var any = false;
        await foreach (var step in new OrderReader(session, PosStream.Customers).ReadAsync(cursor, cancellation).ConfigureAwait(false))
        {
            any |= step.Batch.Guests.Count > 0;
            var end = step.End is { } told && !any ? await NobodyAsync(told, cancellation).ConfigureAwait(false) : step.End;
            yield return new RecordPage(latest.Of(step.Batch)) { Checkpoint = step.Checkpoint, End = end };
        }
    }

    // The orders are readable and name nobody. The cursor stays where it is: once it is allowed, all guests since then are read.
    private static StreamEnd NotShown => new(null, CoverageKind.Changes) { Withheld = ToastErrors.NoGuests };

    // What a token says it may read is as old as the token, and not every token says it: only a guest proves that guests are shown. A
    // token that was refused meanwhile was replaced by one that knows better.
    private async Task<StreamEnd> NobodyAsync(StreamEnd end, CancellationToken cancellation) =>
        await session.Client.LacksAsync(ToastScopes.Guests, cancellation).ConfigureAwait(false)
            ? NotShown with { Warnings = end.Warnings, Withheld = $"{ToastErrors.NoGuests} {end.Withheld}".TrimEnd() }
            : end with { MayHide = ToastErrors.HiddenGuests };
}

/// <summary>
/// Tells of each guest only what is later than what was told before: an older order must not replace what a newer one said, at
/// whichever restaurant and in whichever order they are read. Of what a read before this one told, the guest's date tells.
/// </summary>
internal sealed class LatestGuests
{
    private readonly Dictionary<UInt128, DateTimeOffset> told = [];

    /// <summary>The guests of an answer of whom it says something later.</summary>
    public IReadOnlyList<Customer> Of(OrderBatch batch) => [.. batch.Guests.Where(IsLater)];

    private bool IsLater(Customer guest)
    {
        var (key, at) = (Key(guest.Id), guest.AsOf ?? DateTimeOffset.MinValue);
        if (told.TryGetValue(key, out var before) && at <= before) return false;
        told[key] = at;
        return true;
    }

    // Sixteen bytes, whatever the id looks like.
    private static UInt128 Key(string id) => System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(id)));
}

/// <summary>
/// Products: all menus of all restaurants, or nothing where no menu was published and nothing was sold out or came back
/// since the last read. Toast asks that menus be fetched for a reason only.
/// </summary>
internal sealed class MenuStream(ToastSession session)
{
    private const string Version = "v1";
    private const string Unknown = "";

    // Stock that the other stream fetches meanwhile costs nothing; else it is asked for only as often as this.
    private static readonly TimeSpan StockAge = TimeSpan.FromMinutes(20);

    public async IAsyncEnumerable<RecordPage> ReadAsync(string? cursor, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var before = MenuCursor.Parse(cursor);
        var (states, gone) = (new List<MenuState>(), new Unreachable(session.Restaurants.Count));
        foreach (var guid in session.Restaurants)
            states.Add(new MenuState(guid, await gone.TryAsync(guid, () => session.Client.MenuVersionAsync(guid, cancellation)).ConfigureAwait(false)));

        var changed = before is null || !before.Menus.SequenceEqual(states.Select(s => s.Menu));
        var now = session.Now;
        var stale = before is null || now - before.StockAt > StockAge || now < before.StockAt;
        for (var i = 0; i < states.Count; i++)
        {
            states[i].Stock = before?.Stocks.ElementAtOrDefault(i) ?? Unknown;
            if (changed || stale) states[i].Know(await SoldOutAsync(states[i].Restaurant, cancellation).ConfigureAwait(false));
            else if (await ToldAsync(states[i].Restaurant, cancellation).ConfigureAwait(false) is { } told) states[i].Know(told);
        }

        var at = changed || stale ? now : before!.StockAt;
        if (!changed && before!.Stocks.SequenceEqual(states.Select(s => s.Stock)))
        {
            yield return new RecordPage([]) { End = new StreamEnd(Next(at, states), CoverageKind.Changes) { Withheld = gone.Withheld } };
            yield break;
        }

        await foreach (var page in ReadAllAsync(states, gone, at, cancellation).ConfigureAwait(false)) yield return page;
    }

    private async IAsyncEnumerable<RecordPage> ReadAllAsync(
        List<MenuState> states, Unreachable gone, DateTimeOffset at, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (warnings, proven) = (new List<string>(), true);
        for (var i = 0; i < states.Count; i++)
        {
            var guid = states[i].Restaurant;
            var menus = states[i].Version is null ? null : await session.Client.MenusAsync(guid, cancellation).ConfigureAwait(false);
            if (menus is null && !gone.Has(guid)) warnings.Add($"no menu is published for restaurant {guid}");
            var page = menus is null ? new RecordPage([]) : await MapAsync(menus, states[i], cancellation).ConfigureAwait(false);
            // Without a menu Toast answers as it does where it does not know the restaurant: that proves nothing, of this restaurant.
            proven &= page.WholeGroups.Count > 0;
            // An empty menu where there were products is suspicious, which a whole read is found to be; it does not name each of them as gone.
            if (page.Records.Count == 0) page = page with { WholeGroups = [] };
            yield return i < states.Count - 1 ? page : page with
            {
                End = new StreamEnd(Next(at, states), proven ? CoverageKind.Everything : CoverageKind.Changes) { Warnings = warnings, Withheld = gone.Withheld },
            };
        }
    }

    private async Task<RecordPage> MapAsync(MenusRow menus, MenuState state, CancellationToken cancellation)
    {
        var restaurant = await session.RestaurantAsync(state.Restaurant, cancellation).ConfigureAwait(false);
        if (!state.Asked) state.Know(await SoldOutAsync(state.Restaurant, cancellation).ConfigureAwait(false));
        // All is for sale, as far as is known; once it is known, the menu is read again.
        if (state.SoldOut is null) state.Stock = Unknown;
        return new MenuMapping(restaurant, session.Connection.Currency, state.SoldOut ?? new HashSet<string>()).Map(menus);
    }

    /// <summary>What a restaurant has run out of; null where the credentials may not see it. Where it cannot be told just now, nothing is: sold-out items would be for sale.</summary>
    private async Task<IReadOnlySet<string>?> SoldOutAsync(string guid, CancellationToken cancellation)
    {
        try
        {
            return SoldOut(await StockStream.FetchAsync(session, guid, PosStream.Products, cancellation).ConfigureAwait(false));
        }
        catch (FixSettingsException)
        {
            return null; // the menus are no less readable
        }
    }

    /// <summary>What the other stream was told of it meanwhile; null where it was told nothing, which is then as it was.</summary>
    private async Task<IReadOnlySet<string>?> ToldAsync(string guid, CancellationToken cancellation)
    {
        if (session.Stock.Waiting(guid, PosStream.Products) is not { } theirs) return null;
        try
        {
            return SoldOut(await theirs.WaitAsync(cancellation).ConfigureAwait(false));
        }
        catch (Exception e) when (e is ConnectorException or OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    private static IReadOnlySet<string> SoldOut(WireRows<StockRow> stock) =>
        stock.Good.Where(r => r.Status == StockStream.SoldOut).Select(r => r.Guid).OfType<string>().ToHashSet();

    private static string Next(DateTimeOffset at, List<MenuState> states) => new MenuCursor(at, [.. states.Select(s => s.Menu)], [.. states.Select(s => s.Stock)]).ToText();

    private static string Digest(IReadOnlySet<string> soldOut) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(' ', soldOut.Order(StringComparer.Ordinal)))).AsSpan(0, 8));

    private sealed class MenuState(string restaurant, string? version)
    {
        public string Restaurant { get; } = restaurant;

        public string? Version { get; } = version;

        /// <summary>Null where it is not known.</summary>
        public IReadOnlySet<string>? SoldOut { get; private set; }

        public bool Asked { get; private set; }

        /// <summary>What is sold out, in short; as it was before where it is not known.</summary>
        public string Stock { get; set; } = Unknown;

        public void Know(IReadOnlySet<string>? soldOut)
        {
            (SoldOut, Asked) = (soldOut, true);
            if (soldOut is not null) Stock = Digest(soldOut);
        }

        public string Menu => $"{Restaurant}={(Version ?? "none").Replace('|', ' ').Replace(';', ' ')}";
    }

    private sealed record MenuCursor(DateTimeOffset StockAt, IReadOnlyList<string> Menus, IReadOnlyList<string> Stocks)
    {
        public static MenuCursor? Parse(string? text) =>
            (text ?? "").Split('|') is [Version, var at, var menus, var stocks] && OrderCursor.Time(at) is { } time
                ? new MenuCursor(time, menus.Split(';'), stocks.Split(';'))
                : null;

        public string ToText() => $"{Version}|{OrderCursor.Text(StockAt)}|{string.Join(';', Menus)}|{string.Join(';', Stocks)}";
    }
}

/// <summary>Inventory: what Toast counts down or has run out of; for everything else it has no number.</summary>
internal sealed class StockStream(ToastSession session)
{
    public const string SoldOut = "OUT_OF_STOCK";

    public static Task<WireRows<StockRow>> FetchAsync(ToastSession session, string guid, PosStream stream, CancellationToken cancellation) =>
        session.Stock.TakeAsync(guid, stream, () => session.Client.StockAsync(guid, cancellation), cancellation);

    public async IAsyncEnumerable<RecordPage> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var (gone, named) = (new Unreachable(session.Restaurants.Count), true);
        for (var i = 0; i < session.Restaurants.Count; i++)
        {
            var guid = session.Restaurants[i];
            var rows = await gone.TryAsync(guid, () => FetchAsync(session, guid, PosStream.Inventory, cancellation)).ConfigureAwait(false);
            named &= rows is null || (rows.Named && rows.Good.TrueForAll(r => Words.OrNull(r.Guid) is not null));
            var page = rows is null ? new RecordPage([]) : Map(guid, rows);
            yield return i < session.Restaurants.Count - 1 ? page : page with { End = End(gone, named) };
        }
    }

    // What is in stock again, or is counted no longer, is on no list any more: of a restaurant that is read nothing is gone, and only what
    // is stored of others (that are in the settings no longer) is. A row that does not say of what it is may be of anything.
    private StreamEnd End(Unreachable gone, bool named) => new(null, named ? CoverageKind.Everything : CoverageKind.Changes)
    {
        Withheld = gone.Withheld,
        ClosedLocations = gone.Restaurants,
        CountedOnly = named ? [.. session.Restaurants.Where(r => !gone.Has(r))] : [],
    };

    private static RecordPage Map(string restaurant, WireRows<StockRow> rows)
    {
        var (levels, rejected) = (new List<InventoryLevel>(rows.Good.Count), new List<RejectedRecord>());
        // A level is known by its place too.
        foreach (var bad in rows.Bad) rejected.Add(bad with { Id = InventoryLevel.IdOf(restaurant, bad.Id) });
        foreach (var row in rows.Good)
        {
            var quantity = row.Status == SoldOut ? 0 : row.Quantity.Value;
            if (Words.OrNull(row.Guid) is not { } item) rejected.Add(new RejectedRecord("?", "no id", "The stock row names no item."));
            else if (row.Quantity.Bad) rejected.Add(new RejectedRecord(InventoryLevel.IdOf(restaurant, item), "bad quantity", "The quantity is not a number."));
            else if (quantity is { } count) levels.Add(new InventoryLevel { ProductId = item, LocationId = restaurant, Quantity = count });
        }

        return new RecordPage(levels) { Rejected = rejected };
    }
}
