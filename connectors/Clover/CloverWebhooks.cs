using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Sync.ConnectorKit;
using Sync.ConnectorKit.Webhooks;
using Sync.Model;

namespace Sync.Connectors.Clover;

/// <summary>Clover's webhooks: not signed, but with a fixed code, so that nothing in them is believed but ids.</summary>
public sealed partial class CloverConnector : IAppWebhookConnector, IReadsById
{
    /// <inheritdoc />
    public IReadOnlyList<PosStream> StreamsById => [PosStream.Customers, PosStream.Orders, PosStream.Products, PosStream.Inventory];

    /// <inheritdoc />
    public bool SignedWithClientSecret => false;

    /// <inheritdoc />
    public AppWebhookNews Read(WebhookDelivery delivery, Secret? key) => CloverWebhooks.Read(delivery, key);

    /// <inheritdoc />
    public WebhookNews Read(WebhookDelivery delivery, ConnectionSettings settings) => CloverWebhooks.Read(delivery, settings);

    /// <inheritdoc />
    public async IAsyncEnumerable<RecordPage> ReadByIdAsync(
        PosStream stream, IReadOnlyList<string> ids, ConnectionContext connection, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (client, orders) = (ClientOf(connection), new CloverOrders(connection, ClientOf(connection)));
        var streams = new CloverStreams(connection, client);
        foreach (var id in ids)
            yield return stream == PosStream.Orders
                ? await orders.OneAsync(id, cancellation).ConfigureAwait(false)
                : await streams.OneAsync(stream, id, cancellation).ConfigureAwait(false);
        yield return new RecordPage([]) { End = new StreamEnd(null, CoverageKind.Changes) };
    }
}

/// <summary>Checks and reads Clover's webhooks.</summary>
internal static class CloverWebhooks
{
    /// <summary>Before a payment's id, which the order it belongs to is read by.</summary>
    public const string Payment = "payment:";

    private const string Code = "X-Clover-Auth";

    // How long Clover tries is not published; Square, the most patient of the others, once did for three days.
    private static readonly TimeSpan Oldest = TimeSpan.FromDays(4);

    /// <exception cref="WebhookRefusedException">It does not carry the code.</exception>
    public static WebhookNews Read(WebhookDelivery delivery, ConnectionSettings settings)
    {
        var body = WebhookBody.Parse(delivery.Body);
        if (VerificationOf(body, delivery) is { } verification) return verification;
        if (settings.Secret(Settings.WebhookKey) is not { } code) throw new WebhookRefusedException($"the setting '{Settings.WebhookKey}' is not filled in");
        CheckCode(delivery, code);
        var own = settings.Text(Settings.MerchantId)!;
        var events = body.List("merchants", own).ToList();
        if (events.Count == 0) return WebhookNews.OfAnother(delivery, "merchant");
        CheckAge(events, delivery.ReceivedAt);
        return Of(events, own, delivery.ReceivedAt);
    }

    /// <exception cref="WebhookRefusedException">It does not carry the code.</exception>
    public static AppWebhookNews Read(WebhookDelivery delivery, Secret? key)
    {
        var body = WebhookBody.Parse(delivery.Body);
        if (VerificationOf(body, delivery) is { } verification) return AppWebhookNews.Of(null, () => verification) with { VerificationCode = verification.VerificationCode };
        CheckCode(delivery, key ?? throw new WebhookRefusedException("SYNC_CLOVER_WEBHOOK_KEY is not set"));
        var merchants = body.Ids("merchants").ToDictionary(m => m, m => body.List("merchants", m).ToList());
        CheckAge([.. merchants.Values.SelectMany(e => e)], delivery.ReceivedAt);
        return new AppWebhookNews(merchants.ToDictionary(m => m.Key, m => Of(m.Value, m.Key, delivery.ReceivedAt)));
    }

    // One request tells of many things and many merchants: it is a replay where nothing in it is new, and else the old is left out.
    private static void CheckAge(List<JsonElement?> events, DateTimeOffset receivedAt)
    {
        if (events.Count > 0 && !events.Exists(e => IsTimely(e, receivedAt))) WebhookBody.CheckAge(MadeAt(events[0]), receivedAt, Oldest);
    }

    private static bool IsTimely(JsonElement? e, DateTimeOffset receivedAt) => WebhookBody.WhyUntimely(MadeAt(e), receivedAt, Oldest) is null;

    private static DateTimeOffset? MadeAt(JsonElement? e) =>
        Stamp(e) is > 0 and < 253_000_000_000_000 and var time ? DateTimeOffset.FromUnixTimeMilliseconds(time) : null;

    private static long Stamp(JsonElement? e) => e.At("ts") is { ValueKind: JsonValueKind.Number } ts && ts.TryGetInt64(out var ms) ? ms : 0;

    private static void CheckCode(WebhookDelivery delivery, Secret code)
    {
        if (!WebhookSignature.Same(delivery.Headers.GetValueOrDefault(Code), code.Reveal())) throw new WebhookRefusedException("its code is missing or wrong");
    }

    // Sent once, without the code, when the address is entered at Clover; a person copies it back there.
    private static WebhookNews? VerificationOf(JsonElement? body, WebhookDelivery delivery) =>
        body.Text("verificationCode") is { Length: <= 100 } code && code.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') && body.At("merchants") is null
            ? new WebhookNews(WebhookBody.Digest(delivery.Body.Span)) { VerificationCode = code }
            : null;

    private static WebhookNews Of(List<JsonElement?> events, string merchant, DateTimeOffset receivedAt)
    {
        var (records, streams, identity) = (new List<RecordHint>(), new HashSet<PosStream>(), new StringBuilder(merchant));
        var (revoked, untimely) = (false, 0);
        foreach (var e in events)
        {
            var type = e.Text("type");
            identity.Append(CultureInfo.InvariantCulture, $"|{e.Text("objectId")} {type} {Stamp(e)}");
            if (!IsTimely(e, receivedAt))
            {
                untimely++;
                continue;
            }

            if (e.Text("objectId")?.Split(':', 2) is not [var kind, var id] || !WebhookBody.IsId(id)) continue;
            revoked |= kind == "A" && type == "DELETE";
            Add(kind, id, records, streams);
        }

        var news = new WebhookNews(WebhookBody.Digest(Encoding.UTF8.GetBytes(identity.ToString()))) { Records = records, Streams = [.. streams], Revoked = revoked };
        if (untimely > 0) return news with { Remark = $"{untimely} of its events are too old, or from the future, and were left out" };
        return news.IsEmpty ? news with { Remark = "a topic that Sync does not need: switch it off in the app's settings" } : news;
    }

    private static void Add(string kind, string id, List<RecordHint> records, HashSet<PosStream> streams)
    {
        switch (kind)
        {
            case "C":
                records.Add(new RecordHint(PosStream.Customers, id));
                break;
            case "O":
                records.Add(new RecordHint(PosStream.Orders, id));
                break;
            case "P":
                records.Add(new RecordHint(PosStream.Orders, Payment + id));
                break;
            case "I":
                // Stock has no event of its own: whether the item's tells of it is not known (UNVERIFIED).
                records.Add(new RecordHint(PosStream.Products, id));
                records.Add(new RecordHint(PosStream.Inventory, id));
                break;
            case "IC" or "IG":
                streams.Add(PosStream.Products); // its name stands on items
                break;
        }
    }
}

/// <summary>Asks for single records.</summary>
internal sealed partial class CloverClient
{
    /// <summary>One row of a list by its id; null where it is gone.</summary>
    public async Task<T?> OneAsync<T>(ListQuery list, string id, JsonTypeInfo<T> type, CancellationToken cancellation) where T : class
    {
        try
        {
            var url = $"{root}/{list.Path}/{Uri.EscapeDataString(id)}" + (list.Expand is { } expand ? "?expand=" + Uri.EscapeDataString(expand) : "");
            return await ReadAsync(url, Json(type), list.Permission, cancellation).ConfigureAwait(false);
        }
        catch (FixSettingsException e) when (e.Setting == Settings.MerchantId)
        {
            return null; // 404
        }
    }
}

/// <summary>Reads single orders.</summary>
internal sealed partial class CloverOrders
{
    /// <summary>An order by its id, or by that of a payment of it.</summary>
    public async Task<RecordPage> OneAsync(string id, CancellationToken cancellation)
    {
        if (id.StartsWith(CloverWebhooks.Payment, StringComparison.Ordinal))
        {
            if (await OrderOfAsync(id[CloverWebhooks.Payment.Length..], cancellation).ConfigureAwait(false) is not { } order) return new RecordPage([]);
            id = order;
        }

        return await client.OrderAsync(id, Expand, cancellation).ConfigureAwait(false) is { } row
            ? await MapAsync([row], cancellation).ConfigureAwait(false)
            : new RecordPage([]) { Deleted = [id] };
    }

    private async Task<string?> OrderOfAsync(string payment, CancellationToken cancellation)
    {
        var query = new ListQuery("payments", "PAYMENTS_R") { Limit = 1, Filters = ["id=" + payment] };
        var rows = await client.ListAsync(query, CloverJson.Default.PaymentRow, 0, cancellation).ConfigureAwait(false);
        return rows.Find(p => p?.Id == payment)?.Order?.Id;
    }
}

/// <summary>Reads single customers, items and stocks.</summary>
internal sealed partial class CloverStreams
{
    public async Task<RecordPage> OneAsync(PosStream stream, string id, CancellationToken cancellation)
    {
        switch (stream)
        {
            case PosStream.Customers:
                var customer = await client.OneAsync(CustomerQuery, id, CloverJson.Default.CustomerRow, cancellation).ConfigureAwait(false);
                return customer is null ? Gone(id) : Rows.Map([customer], r => r.Id, CustomerMapping.Map);
            case PosStream.Products:
                var item = await client.OneAsync(ItemQuery, id, CloverJson.Default.ItemRow, cancellation).ConfigureAwait(false);
                if (item is null || ProductMapping.IsDeleted(item)) return Gone(id);
                var groups = item.ItemGroup?.Id is null ? null : await client.GroupsAsync(cancellation).ConfigureAwait(false);
                return Rows.Map([item], r => r.Id, new ProductMapping(connection.Currency, groups).Map);
            default:
                var stock = await client.OneAsync(StockQuery, id, CloverJson.Default.StockRow, cancellation).ConfigureAwait(false);
                // Never counted, or gone with its item: what the ordinary read makes of that is not known here.
                return stock is null || !stock.Quantity.Stated ? new RecordPage([]) : Rows.Map([stock], r => r.Item?.Id, Level, LevelId);
        }
    }

    private static RecordPage Gone(string id) => new([]) { Deleted = [id] };
}
