using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Sync.ConnectorKit;
using Sync.Model;

namespace Sync.Connectors.Shopify;

/// <summary>Reads the lists of a shop, page by page.</summary>
internal sealed partial class ShopifyStreams(ConnectionContext connection, ShopifyClient client, Warnings warnings)
{
    // A list ends after 25,000 records, whatever there is; a new one is begun in good time.
    private const int ListLimit = 20_000;
    private const int ListEnd = 25_000;
    private const int Places = 10;
    private const string CostsField = "products.variants.inventoryItem";

    private bool seesAllOrders;
    private bool stockUnsure;

    public IAsyncEnumerable<RecordPage> CustomersAsync(Place place, CancellationToken cancellation)
    {
        var unsaid = new Unsaid();
        var kind = new Kind<CustomerRow>(
            AskCustomersAsync, r => r.Id, r => r.UpdatedAt,
            (row, id, _) =>
            {
                unsaid.Note(row);
                return Task.FromResult<IReadOnlyList<IPosRecord>>([CustomerMapping.Map(row, id, connection)]);
            })
        {
            NewestChangeFirst = true,
            Warning = () => unsaid.Warning,
        };
        return ReadAsync(kind, BulkCustomers, place, cancellation);
    }

    public IAsyncEnumerable<RecordPage> OrdersAsync(Place place, CancellationToken cancellation)
    {
        var mapping = new OrderMapping(connection, warnings);
        var kind = new Kind<OrderRow>(
            (at, stop) => AskOrdersAsync(at, mapping, stop), r => r.Id, r => r.UpdatedAt,
            async (row, id, stop) => mapping.Map(await CompleteAsync(row, stop).ConfigureAwait(false), id) is { } order ? [order] : [])
        {
            Coverage = OrderCoverage,
        };
        return ReadAsync(kind, BulkOrders(mapping), place, cancellation);
    }

    public IAsyncEnumerable<RecordPage> ProductsAsync(Place place, CancellationToken cancellation)
    {
        string? shopCurrency = null;
        var kind = new Kind<ProductRow>(
            async (at, stop) =>
            {
                var data = await AskProductsAsync(at, stop).ConfigureAwait(false);
                shopCurrency = data.Shop?.CurrencyCode;
                return new Chunk<ProductRow>(data.Products!.Rows, data.Products.Next());
            },
            r => r.Id, r => r.UpdatedAt,
            async (row, id, stop) =>
                [.. ProductMapping.Map(await CompleteAsync(row, stop).ConfigureAwait(false), id, shopCurrency, connection.Currency)])
        {
            RowsHoldSeveral = true,
        };
        return ReadAsync(kind, BulkProducts(currency => shopCurrency = currency), place, cancellation);
    }

    private async IAsyncEnumerable<RecordPage> PagesAsync<TRow>(
        Kind<TRow> kind, Place place, [EnumeratorCancellation] CancellationToken cancellation) where TRow : class
    {
        var nameless = false;
        Place? next = place;
        while (next is not null)
        {
            place = next;
            var chunk = await kind.Ask(place, cancellation).ConfigureAwait(false);
            if (chunk.Next is not null && (chunk.Next == place.After || chunk.Rows.Count == 0))
                throw new RestartPagingException("Shopify lost its place in a list. Sync will read it again; nothing was lost.", "A page of Shopify's leads to itself.");
            var page = await MapAsync(kind, chunk.Rows, cancellation).ConfigureAwait(false);
            nameless |= IsNameless(kind, page, chunk.Rows);
            next = After(kind, place, chunk);
            yield return next is null ? page with { End = End(kind, place, nameless) } : page with { Checkpoint = next.Checkpoint };
        }
    }

    // Whether a record was left out that cannot be named, so that its absence proves nothing.
    private static bool IsNameless<TRow>(Kind<TRow> kind, RecordPage page, IReadOnlyList<TRow?> rows) where TRow : class =>
        page.Rejected.Count > 0 && (kind.RowsHoldSeveral || rows.Any(r => r is null || Wire.Id(kind.Gid(r)) is null));

    private StreamEnd End<TRow>(Kind<TRow> kind, Place place, bool nameless, bool filtered = false) where TRow : class
    {
        var (coverage, from) = place.Whole && !place.Resumed && !nameless ? kind.Coverage(place) : (CoverageKind.Changes, null);
        if (!warnings.TellWithheld && kind.Warning() is { } warning) warnings.Once(warning);
        // A filter is answered from an index that lags: an order that a webhook told of may not be found yet.
        return new StreamEnd(place.Cursor, coverage, from) { Until = filtered || coverage == CoverageKind.Window ? place.Next : null, Warnings = warnings.Lines };
    }

    private static async Task<RecordPage> MapAsync<TRow>(Kind<TRow> kind, IReadOnlyList<TRow?> rows, CancellationToken cancellation) where TRow : class
    {
        var (records, rejected, whole) = (new List<IPosRecord>(rows.Count), new List<RejectedRecord>(), new List<string>());
        for (var i = 0; i < rows.Count; i++)
        {
            var id = rows[i] is { } row ? Wire.Id(kind.Gid(row)) : null;
            if (id is null) rejected.Add(new RejectedRecord($"row {i + 1}", "no id", "Shopify sent a record without an id."));
            else if (await AddAsync(() => kind.Map(rows[i]!, id, cancellation), id, records, rejected).ConfigureAwait(false) > 0 && kind.RowsHoldSeveral) whole.Add(id);
        }

        return new RecordPage(records) { Rejected = rejected, WholeGroups = whole };
    }

    // Returns how many records it made.
    private static async Task<int> AddAsync(Func<Task<IReadOnlyList<IPosRecord>>> map, string id, List<IPosRecord> records, List<RejectedRecord> rejected)
    {
        try
        {
            var made = await map().ConfigureAwait(false);
            records.AddRange(made);
            return made.Count;
        }
        catch (SkipRecordException e)
        {
            rejected.Add(RejectedRecord.Of(id, e));
        }
        catch (OverflowException)
        {
            rejected.Add(new RejectedRecord(id, "bad amount", "Its amounts come to more than any amount."));
        }

        return 0;
    }

    // Where the read goes on; null where it has ended.
    private static Place? After<TRow>(Kind<TRow> kind, Place place, Chunk<TRow> chunk) where TRow : class
    {
        if (chunk.Next is null || chunk.Rows.Count == 0) return null;
        var last = chunk.Rows.LastOrDefault(r => r is not null);
        var changed = last is not null && kind.ChangedAt(last) is { } text ? Place.Time(text) : null;
        var next = place with
        {
            After = chunk.Next,
            Seen = place.Seen + chunk.Rows.Count,
            LastId = last is null ? place.LastId : Wire.Id(kind.Gid(last)) ?? place.LastId,
        };
        return next.Seen < ListLimit ? next : NewList(kind, next, changed);
    }

    // The next list begins where this one is: by id, or by time. Where time does not tell them apart, all are read by id.
    private static Place NewList<TRow>(Kind<TRow> kind, Place place, DateTimeOffset? changed) where TRow : class
    {
        var fresh = place with { After = null, Seen = 0 };
        if (place.Whole) return fresh with { Below = place.LastId };
        return !kind.NewestChangeFirst && changed > Second(place.Since)
            ? fresh with { Since = changed }
            : fresh with { Whole = true, Resumed = true, Since = null, Below = null, LastId = null };
    }

    // Shopify's times have whole seconds.
    private static DateTimeOffset? Second(DateTimeOffset? time) => time is { } at ? at.AddTicks(-(at.Ticks % TimeSpan.TicksPerSecond)) : null;

    private static JsonObject Variables(QuerySize size, Place place, string filter, bool newestFirst) => new()
    {
        ["first"] = size.First,
        ["after"] = place.After,
        ["query"] = filter.Length > 0 ? filter : null,
        ["sort"] = place.Whole ? "ID" : "UPDATED_AT",
        ["reverse"] = place.Whole || newestFirst,
    };

    private static string Filter(Place place, params string?[] more) => string.Join(" AND ", more
        .Append(place is { Whole: true, Below: { } id } ? $"id:<{id}" : null)
        .Append(place is { Whole: false, Since: { } since } ? $"updated_at:>={Place.Quoted(since)}" : null)
        .Where(t => t is not null));

    private async Task<Chunk<CustomerRow>> AskCustomersAsync(Place place, CancellationToken cancellation)
    {
        // Shopify takes this filter by whole days (of a zone it does not name), so a day more is asked for, newest first, and
        // the read ends at the first that is older.
        var wide = place.Since is { } since ? place with { Since = new DateTimeOffset(since.UtcDateTime.Date, TimeSpan.Zero).AddDays(-1) } : place;
        var reply = await client.AskAsync(
            Queries.Customers, size => Variables(size, place, Filter(wide), newestFirst: true),
            ShopifyJson.Default.AnswerCustomersData, Scopes.Customers, cancellation).ConfigureAwait(false);
        warnings.Withheld(reply.Withheld);
        var rows = reply.Data.Customers!.Rows;
        if (place.Since is null) return new Chunk<CustomerRow>(rows, reply.Data.Customers.Next());
        var old = rows.Any(r => Older(r, place));
        return new Chunk<CustomerRow>([.. rows.Where(r => !Older(r, place))], old ? null : reply.Data.Customers.Next());
    }

    private static bool Older(CustomerRow? row, Place place) => row?.UpdatedAt is { } text && Place.Time(text) < Second(place.Since);

    private async Task<Chunk<OrderRow>> AskOrdersAsync(Place place, OrderMapping mapping, CancellationToken cancellation)
    {
        var begins = place.After is null;
        var reply = await client.AskAsync(
            Queries.Orders,
            size =>
            {
                var variables = Variables(size, place, OrderFilter(place), newestFirst: false);
                (variables["nested"], variables["begin"]) = (size.Nested, begins);
                return variables;
            },
            ShopifyJson.Default.AnswerOrdersData, Scopes.Orders, cancellation).ConfigureAwait(false);
        warnings.Withheld(reply.Withheld);
        mapping.TimeZone = Wire.Text(reply.Data.Shop?.IanaTimezone);
        if (begins) NoteBeginning(reply.Data, place);
        return new Chunk<OrderRow>(reply.Data.Orders!.Rows, reply.Data.Orders.Next());
    }

    private string OrderFilter(Place place) => Filter(place, Oldest(place) is { } from ? $"processed_at:>={Place.Quoted(from)}" : null);

    // Before a whole read only: changes are asked for whatever their sale's age.
    private DateTimeOffset? Oldest(Place place) => place.Whole && connection.Settings.Number(Settings.HistoryDays) is { } days
        ? place.Next.AddDays(-Math.Min(days, 36_500))
        : null;

    private void NoteBeginning(OrdersData data, Place place)
    {
        seesAllOrders = data.CurrentAppInstallation?.AccessScopes?.Any(s => s?.Handle == Scopes.AllOrders) == true;
        if (!seesAllOrders && place.Whole) warnings.Once(Facts.OnlyRecent);
        if (Facts.Retired(client.Version, data.PublicApiVersions) is { } text) warnings.Once(text);
    }

    // An app that sees recent orders only must not conclude that the others are gone.
    private (CoverageKind Kind, DateTimeOffset? From) OrderCoverage(Place place)
    {
        if (!seesAllOrders) return (CoverageKind.Changes, null);
        return Oldest(place) is { } from ? (CoverageKind.Window, from.AddSeconds(1)) : (CoverageKind.Everything, null);
    }

    private async Task<OrderRow> CompleteAsync(OrderRow row, CancellationToken cancellation)
    {
        var lines = await RestAsync(
            row.LineItems, row.Id, Queries.OrderLines, ShopifyJson.Default.AnswerOrderData, Scopes.Orders, d => d.Order?.LineItems, cancellation).ConfigureAwait(false);
        var shipping = await RestAsync(
            row.ShippingLines, row.Id, Queries.OrderShipping, ShopifyJson.Default.AnswerOrderData, Scopes.Orders, d => d.Order?.ShippingLines, cancellation).ConfigureAwait(false);
        return row with { LineItems = lines, ShippingLines = shipping };
    }

    private async Task<ProductsData> AskProductsAsync(Place place, CancellationToken cancellation)
    {
        var reply = await client.AskAsync(
            Queries.Products,
            size =>
            {
                var variables = Variables(size, place, Filter(place), newestFirst: false);
                (variables["nested"], variables["cost"]) = (size.Nested, client.MaySeeCosts);
                return variables;
            },
            ShopifyJson.Default.AnswerProductsData, Scopes.Products, cancellation).ConfigureAwait(false);
        warnings.Withheld(reply.Withheld);
        if (!client.MaySeeCosts) warnings.Withheld([CostsField]);
        return reply.Data;
    }

    private async Task<ProductRow> CompleteAsync(ProductRow row, CancellationToken cancellation) => row with
    {
        Variants = await RestAsync(
            row.Variants, row.Id, Queries.ProductVariants, ShopifyJson.Default.AnswerProductData, Scopes.Products, d => d.Product?.Variants, cancellation,
            variables => variables["cost"] = client.MaySeeCosts).ConfigureAwait(false),
    };

    // A record's own list, to its end.
    private async Task<Connection<T>?> RestAsync<T, TData>(
        Connection<T>? first, string? id, string document, JsonTypeInfo<Answer<TData>> type, string scope,
        Func<TData, Connection<T>?> list, CancellationToken cancellation, Action<JsonObject>? more = null) where T : class where TData : class, IAnswerData
    {
        if (first is not { HasMore: true }) return first;
        var rows = first.Rows.ToList();
        for (var after = first.Next(); after is not null;)
        {
            var cursor = after;
            var reply = await client.AskAsync(
                document,
                size =>
                {
                    var variables = new JsonObject { ["id"] = id, ["first"] = size.First, ["after"] = cursor };
                    more?.Invoke(variables);
                    return variables;
                },
                type, scope, cancellation).ConfigureAwait(false);
            warnings.Withheld(reply.Withheld);
            // Deleted meanwhile: the half that is known is no record.
            var page = list(reply.Data) ?? throw new SkipRecordException("gone while reading", "The record was deleted while it was read.");
            rows.AddRange(page.Rows);
            after = page.Next() is var next && next != cursor ? next : throw new RestartPagingException(
                "Shopify lost its place in a list. Sync will read it again; nothing was lost.", "A nested page of Shopify's leads to itself.");
        }

        return new Connection<T>(rows, null);
    }
}
