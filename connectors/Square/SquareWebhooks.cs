using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Sync.ConnectorKit;
using Sync.ConnectorKit.Webhooks;
using Sync.ConnectorKit.Wire;
using Sync.Model;

namespace Sync.Connectors.Square;

/// <summary>Square's webhooks: signed over the address and the body.</summary>
public sealed partial class SquareConnector : IAppWebhookConnector, IReadsById
{
    /// <inheritdoc />
    public IReadOnlyList<PosStream> StreamsById => [PosStream.Customers, PosStream.Orders, PosStream.Inventory];

    /// <inheritdoc />
    public bool SignedWithClientSecret => false;

    /// <inheritdoc />
    public AppWebhookNews Read(WebhookDelivery delivery, Secret? key) => SquareWebhooks.Read(delivery, key);

    /// <inheritdoc />
    public WebhookNews Read(WebhookDelivery delivery, ConnectionSettings settings) => SquareWebhooks.Read(delivery, settings);

    /// <inheritdoc />
    public IAsyncEnumerable<RecordPage> ReadByIdAsync(PosStream stream, IReadOnlyList<string> ids, ConnectionContext connection, CancellationToken cancellation) =>
        new SquareStreams(connection, ClientOf(connection)).ReadByIdAsync(stream, ids, cancellation);
}

/// <summary>Checks and reads Square's webhooks.</summary>
internal static class SquareWebhooks
{
    private const string Signature = "x-square-hmacsha256-signature";

    // Square goes on sending for 24 hours (older pages say 72); an event is known again for longer than this.
    private static readonly TimeSpan Oldest = TimeSpan.FromDays(4);

    /// <exception cref="WebhookRefusedException">It is not genuine, or too old.</exception>
    public static WebhookNews Read(WebhookDelivery delivery, ConnectionSettings settings)
    {
        if (settings.Secret(Settings.WebhookKey) is not { } key) throw new WebhookRefusedException($"the setting '{Settings.WebhookKey}' is not filled in");
        CheckSignature(delivery, key, settings.Text(Settings.WebhookUrl) ?? delivery.Url);
        var body = WebhookBody.Parse(delivery.Body);
        CheckAge(delivery, body);
        return settings.Text(Settings.MerchantId) is { } own && body.Text("merchant_id") is { } other && own != other ? WebhookNews.OfAnother(delivery, "business") : Of(delivery, body);
    }

    /// <exception cref="WebhookRefusedException">It is not genuine, or too old.</exception>
    public static AppWebhookNews Read(WebhookDelivery delivery, Secret? key)
    {
        CheckSignature(delivery, key ?? throw new WebhookRefusedException("SYNC_SQUARE_WEBHOOK_KEY is not set"), delivery.Url);
        var body = WebhookBody.Parse(delivery.Body);
        CheckAge(delivery, body);
        return AppWebhookNews.Of(body.Text("merchant_id"), () => Of(delivery, body));
    }

    private static void CheckAge(WebhookDelivery delivery, JsonElement? body) =>
        WebhookBody.CheckAge(WireTime.Parse(body.Text("created_at"), new StoreClock(TimeZoneInfo.Utc)), delivery.ReceivedAt, Oldest);

    private static WebhookNews Of(WebhookDelivery delivery, JsonElement? body)
    {
        var type = body.Text("type");
        var news = new WebhookNews(body.Text("event_id") ?? WebhookBody.Digest(delivery.Body.Span));
        return body is null || type is null ? news with { Remark = "a genuine webhook has no type" } : Of(type, body, news);
    }

    private static void CheckSignature(WebhookDelivery delivery, Secret key, string url)
    {
        var expected = Convert.ToBase64String(WebhookSignature.HmacSha256(key.Reveal(), Encoding.UTF8.GetBytes(url), delivery.Body));
        if (!WebhookSignature.Same(delivery.Headers.GetValueOrDefault(Signature), expected))
            throw new WebhookRefusedException("its signature is missing or does not fit the key and the address");
    }

    private static WebhookNews Of(string type, JsonElement? body, WebhookNews news) => type switch
    {
        // A sale that is rung up in the POS app sends no event of its order: only its payment tells.
        "payment.created" or "payment.updated" => Orders(news, body.Id("data", "object", "payment", "order_id")),
        "refund.created" or "refund.updated" => Orders(news, body.Id("data", "object", "refund", "order_id")),
        "order.created" => Orders(news, body.Id("data", "object", "order_created", "order_id") ?? body.Id("data", "id")),
        "order.updated" => Orders(news, body.Id("data", "object", "order_updated", "order_id") ?? body.Id("data", "id")),
        "order.fulfillment.updated" => Orders(news, body.Id("data", "object", "order_fulfillment_updated", "order_id") ?? body.Id("data", "id")),
        "customer.created" or "customer.updated" or "customer.deleted" => Customers(news, body),
        "loyalty.account.created" or "loyalty.account.updated" or "loyalty.account.deleted" =>
            Records(news, PosStream.Customers, body.Id("data", "object", "loyalty_account", "customer_id")),
        "inventory.count.updated" => Records(
            news, PosStream.Inventory, [.. body.List("data", "object", "inventory_counts").Select(c => c.Id("catalog_object_id"))]),
        "catalog.version.updated" => news with { Streams = [PosStream.Products] },
        // A location that is new has sales of its own to read.
        "location.created" or "location.updated" => news with { Streams = [PosStream.Orders] },
        "oauth.authorization.revoked" => news with { Revoked = true },
        "webhooks.test_notification" => news with { Remark = "Square's test has arrived: the address and the key fit" },
        _ => news with { Remark = "a topic that Sync does not need: switch it off in the subscription" },
    };

    // A payment that names no order: what changed since the last read shows it.
    private static WebhookNews Orders(WebhookNews news, string? id) =>
        id is null ? news with { Streams = [PosStream.Orders] } : Records(news, PosStream.Orders, id);

    // A merge deletes the profiles that it was made of, and makes a new one.
    private static WebhookNews Customers(WebhookNews news, JsonElement? body) => Records(
        news,
        PosStream.Customers,
        [
            body.Id("data", "id") ?? body.Id("data", "object", "customer", "id"),
            body.Id("data", "object", "event_context", "merge", "to_customer_id"),
            .. body.List("data", "object", "event_context", "merge", "from_customer_ids").Select(i => i.Id()),
        ]);

    private static WebhookNews Records(WebhookNews news, PosStream stream, params IReadOnlyList<string?> ids)
    {
        var records = ids.OfType<string>().Distinct().Select(id => new RecordHint(stream, id)).ToList();
        return records.Count > 0 ? news with { Records = records } : news with { Remark = "it names no record" };
    }
}

/// <summary>Reads single records: those that webhooks tell of, and customers whose points moved.</summary>
internal sealed partial class SquareStreams
{
    private const int MostCustomersById = 100;

    public IAsyncEnumerable<RecordPage> ReadByIdAsync(PosStream stream, IReadOnlyList<string> ids, CancellationToken cancellation) => stream switch
    {
        PosStream.Customers => CustomersByIdAsync(ids, cancellation),
        PosStream.Orders => OrdersByIdAsync(ids, cancellation),
        PosStream.Inventory => CountsByIdAsync(ids, cancellation),
        _ => throw new ArgumentOutOfRangeException(nameof(stream), stream, "Square's catalog is read by what changed."),
    };

    private static StreamEnd Some { get; } = new(null, CoverageKind.Changes);

    private async IAsyncEnumerable<RecordPage> CustomersByIdAsync(IReadOnlyList<string> ids, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var some in ids.Chunk(MostCustomersById))
        {
            var page = new PageBuilder();
            await AddCustomersAsync(page, some, cancellation).ConfigureAwait(false);
            yield return page.Build();
        }

        yield return new RecordPage([]) { End = Some };
    }

    private async Task AddCustomersAsync(PageBuilder page, string[] some, CancellationToken cancellation)
    {
        var answer = await client.PostAsync("/v2/customers/bulk-retrieve", new Ask { CustomerIds = [.. some] }, Scope.Customers, cancellation).ConfigureAwait(false);
        var rows = page.Read(WireRows<CustomerRow>.Of(some.Select(id => answer.Responses.At(id, "customer")).OfType<JsonElement>(), SquareJson.Default.CustomerRow));
        foreach (var id in some.Where(id => IsGone(answer.Responses.At(id), id))) page.Delete(id);
        var points = await client.LoyaltyAsync(rows.Select(r => r.Id).OfType<string>(), cancellation).ConfigureAwait(false);
        // Of what the list leaves out nothing is stored: the next read of all of them would miss it, and take it for deleted.
        foreach (var row in rows.Where(r => r.IsListed).DistinctBy(r => r.Id)) page.Add(row.Id, id => CustomerMapping.Map(row, id, points, connection.StoreClock));
    }

    // Points move without their customer's profile: beside changed customers, whoever's account moved is looked up every some
    // hours. A read of all customers has their points anyway.
    private ReadState WithPoints(ReadState state)
    {
        if (state.Resumed || !client.ReadsLoyalty) return state;
        var now = connection.Time.GetUtcNow();
        var whole = state.Pieces[0].Since is null;
        if (!whole && state.Looked <= now && now - state.Looked < TimeSpan.FromHours(connection.Settings.Number(Settings.LoyaltyHours) ?? 6)) return state;
        return state with
        {
            Looked = state.HighWater,
            Pieces = whole ? state.Pieces : [.. state.Pieces, new Piece([], state.Looked, PieceKind.Points)],
        };
    }

    // The accounts cannot be asked for by time, but each says when it changed.
    private async Task<Batch> PointsPageAsync(ReadState at, CancellationToken cancellation)
    {
        var answer = await client.LoyaltyAccountsAsync(at.Page, cancellation).ConfigureAwait(false);
        var since = at.Pieces[0].Since;
        var moved = (answer.LoyaltyAccounts ?? []).OfType<LoyaltyRow>().Where(a => !(Time(a.UpdatedAt) < since))
            .Select(a => Words.OrNull(a.CustomerId)).OfType<string>().Distinct();
        var page = new PageBuilder();
        foreach (var some in moved.Chunk(MostCustomersById)) await AddCustomersAsync(page, some, cancellation).ConfigureAwait(false);
        return new Batch(page.Build(), answer.Cursor, null);
    }

    // Of one that was merged into another Square answers the other.
    private static bool IsGone(JsonElement? answer, string id) =>
        answer.List("errors").Any(e => e.Text("code") == "NOT_FOUND") || (answer.Text("customer", "id") is { } told && told != id);

    // Orders are never deleted: one that is not among the answer is of another account, or not there yet.
    private async IAsyncEnumerable<RecordPage> OrdersByIdAsync(IReadOnlyList<string> ids, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var places = await client.LocationsAsync(cancellation).ConfigureAwait(false);
        var mapping = new OrderMapping(connection, places);
        var page = new PageBuilder();
        var found = page.Read(await client.OrdersAsync(ids, cancellation).ConfigureAwait(false));
        var rows = found.FindAll(r => places.Any(p => p.Id == r.LocationId));
        mapping.Knows(await SourcesAsync(mapping, rows, cancellation).ConfigureAwait(false));
        foreach (var row in rows) page.Add(row.Id, id => mapping.Map(row, id));
        yield return page.Build() with { End = Some };
    }

    // By the variation's id, at all locations: an event names the locations where it changed, the records have one for each.
    private async IAsyncEnumerable<RecordPage> CountsByIdAsync(IReadOnlyList<string> ids, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var chosen = SquareClient.Chosen(connection.Settings);
        var ask = new Ask
        {
            CatalogObjectIds = [.. ids],
            LocationIds = chosen.Count == 0 ? null : [.. chosen],
            States = ["IN_STOCK"],
            Limit = LargestPage,
        };
        do
        {
            var answer = await client.PostAsync("/v2/inventory/counts/batch-retrieve", ask, Scope.Inventory, cancellation).ConfigureAwait(false);
            var page = new PageBuilder();
            foreach (var row in page.Read(answer.Counts).Where(InventoryMapping.Counts))
                page.Add(InventoryMapping.IdOf(row), _ => InventoryMapping.Map(row));
            ask = ask with { Cursor = Paging.Next(ask.Cursor, answer.Cursor) };
            yield return page.Build() with { End = ask.Cursor is null ? Some : null };
        }
        while (ask.Cursor is not null);
    }
}
