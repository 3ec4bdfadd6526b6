using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Sync.ConnectorKit;
using Sync.ConnectorKit.Webhooks;
using Sync.ConnectorKit.Wire;
using Sync.Model;

namespace Sync.Connectors.Toast;

/// <summary>Toast's webhooks: signed over the body and its time.</summary>
public sealed partial class ToastConnector : IWebhookConnector, IReadsById
{
    /// <summary>Orders, and the guests on them: both by the order's id, with the restaurant's before it.</summary>
    public IReadOnlyList<PosStream> StreamsById => [PosStream.Customers, PosStream.Orders];

    /// <inheritdoc />
    public WebhookNews Read(WebhookDelivery delivery, ConnectionSettings settings) => ToastWebhooks.Read(delivery, settings);

    /// <inheritdoc />
    public async IAsyncEnumerable<RecordPage> ReadByIdAsync(
        PosStream stream, IReadOnlyList<string> ids, ConnectionContext connection, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (session, latest) = (SessionOf(connection), new LatestGuests());
        var gone = new Unreachable(session.Restaurants.Count);
        foreach (var id in ids)
        {
            if (id.Split('/') is not [var guid, var order] || ToastSettings.Guid(guid) is not { } restaurant || !session.Restaurants.Contains(restaurant) || gone.Has(restaurant)) continue;
            var batch = await gone.TryAsync(restaurant, () => session.Pages.TakeAsync(
                "order " + id, stream, () => ToastWebhooks.OrderAsync(session, restaurant, order, cancellation), cancellation)).ConfigureAwait(false);
            if (batch is null) continue;
            yield return stream == PosStream.Orders
                ? new RecordPage(batch.Orders) { Rejected = batch.Rejected, Deleted = batch.Deleted }
                : new RecordPage(latest.Of(batch));
        }

        // Asked last: only a token that was taken is known to say what holds now.
        var hidden = stream == PosStream.Customers && await session.Client.LacksAsync(ToastScopes.Guests, cancellation).ConfigureAwait(false);
        yield return new RecordPage([]) { End = new StreamEnd(null, CoverageKind.Changes) { Withheld = hidden ? ToastErrors.NoGuests : gone.Withheld } };
    }
}

/// <summary>Checks and reads Toast's webhooks.</summary>
internal static class ToastWebhooks
{
    private const string Signature = "Toast-Signature";

    // Toast tries three times within a quarter of an hour.
    private static readonly TimeSpan Oldest = TimeSpan.FromDays(1);

    /// <exception cref="WebhookRefusedException">It is not genuine, or too old.</exception>
    public static WebhookNews Read(WebhookDelivery delivery, ConnectionSettings settings)
    {
        var body = WebhookBody.Parse(delivery.Body);
        var time = body.Text("timestamp") ?? "";
        CheckSignature(delivery, settings, time);
        WebhookBody.CheckAge(WireTime.Parse(time, new StoreClock(TimeZoneInfo.Utc)), delivery.ReceivedAt, Oldest);
        var told = body.Id("details", "restaurantGuid") ?? body.Id("details", "restaurant", "guid");
        var restaurant = ToastSettings.Guid(told);
        if (told is not null && (restaurant is null || !ToastSettings.RestaurantsOf(settings).Select(ToastSettings.Guid).Contains(restaurant)))
            return WebhookNews.OfAnother(delivery, "restaurant");
        var news = new WebhookNews(body.Text("guid") ?? WebhookBody.Digest(delivery.Body.Span));
        return (body.Text("eventCategory") ?? body.Text("eventType")) switch
        {
            "order_updated" => Order(news, restaurant, body.Id("details", "order", "guid")),
            "menus_updated" => news with { Streams = [PosStream.Products] },
            // What is sold out is off the menu too.
            "stock" or "in_stock" or "out_of_stock" or "low_quantity" => news with { Streams = [PosStream.Products, PosStream.Inventory] },
            "partner_removed" => news with { Revoked = true },
            null => news with { Remark = "a genuine webhook has no type" },
            _ => news with { Remark = "a topic that Sync does not need: have it switched off" },
        };
    }

    /// <summary>One order and its guests. Toast says of a deleted one that it is; one that it does not find proves nothing, and the next sync tells.</summary>
    public static async Task<OrderBatch> OrderAsync(ToastSession session, string restaurant, string id, CancellationToken cancellation)
    {
        var rows = await session.Client.OrderAsync(restaurant, id, cancellation).ConfigureAwait(false);
        if (rows is null) return OrderBatch.Nothing;
        return new OrderMapping(await session.RestaurantAsync(restaurant, cancellation).ConfigureAwait(false), session.Connection).Map(rows);
    }

    private static void CheckSignature(WebhookDelivery delivery, ConnectionSettings settings, string time)
    {
        if (settings.Secret(ToastSettings.WebhookKey) is not { } key) throw new WebhookRefusedException($"the setting '{ToastSettings.WebhookKey}' is not filled in");
        var expected = Convert.ToBase64String(WebhookSignature.HmacSha256(key.Reveal(), delivery.Body, Encoding.UTF8.GetBytes(SignedTime(settings, time))));
        if (!WebhookSignature.Same(delivery.Headers.GetValueOrDefault(Signature), expected)) throw new WebhookRefusedException("its signature is missing or does not fit the secret");
    }

    // Source: Toast's "Message signing": the body and the timestamp of the message. That it is the envelope's, as written there, two
    // independent implementations agree (UNVERIFIED), so that it is the default of a setting.
    private static string SignedTime(ConnectionSettings settings, string time) => settings.Text(ToastSettings.WebhookSigned) switch
    {
        ToastSettings.SignedBody => "",
        ToastSettings.SignedMilliseconds => WireTime.Parse(time, new StoreClock(TimeZoneInfo.Utc))?.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture) ?? "",
        _ => time,
    };

    private static WebhookNews Order(WebhookNews news, string? restaurant, string? order)
    {
        if (order is null || restaurant is null) return news with { Streams = [PosStream.Customers, PosStream.Orders] };
        var id = $"{restaurant}/{order}";
        return news with { Records = [new RecordHint(PosStream.Customers, id), new RecordHint(PosStream.Orders, id)] };
    }
}

/// <summary>Asks for single orders.</summary>
internal sealed partial class ToastClient
{
    /// <summary>One order; null where Toast does not find it.</summary>
    public async Task<OrderRows?> OrderAsync(string restaurant, string id, CancellationToken cancellation)
    {
        try
        {
            return await ReadAsync(
                restaurant, "/orders/v2/orders/" + Uri.EscapeDataString(id), body => OrderRows.Read([(byte)'[', .. body, (byte)']']), ToastErrors.OneOrder, cancellation).ConfigureAwait(false);
        }
        catch (SkipRecordException)
        {
            return null;
        }
    }
}
