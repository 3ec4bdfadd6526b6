using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Sync.ConnectorKit;
using Sync.ConnectorKit.Http;
using Sync.ConnectorKit.Wire;
using Sync.Model;

namespace Sync.Connectors.Toast;

/// <summary>What the streams of one connection share: the token, what is known of the restaurants, and answers that two of them need.</summary>
internal sealed class ToastSession
{
    // At most 10,000 orders are held for the other stream.
    private const int MostPages = 100;

    // An hour is beyond whatever Toast asks for.
    private const int LongestPace = 3600;

    private readonly Dictionary<string, Task<Restaurant>> known = [];
    private readonly Dictionary<string, string> supposed = [];
    private readonly Lock gate = new();

    public ToastSession(ConnectionContext connection)
    {
        Connection = connection;
        Client = new ToastClient(connection);
        History = new HistoryPace(TimeSpan.FromSeconds(Math.Min(connection.Settings.Number(ToastSettings.HistorySeconds) ?? 0, LongestPace)), connection.Time);
        Pages = new SharedAnswers<OrderBatch>(connection.Time, MostPages);
        Stock = new SharedAnswers<WireRows<StockRow>>(connection.Time, MostPages);
        Restaurants = [.. ToastSettings.RestaurantsOf(connection.Settings).Select(r => ToastSettings.Guid(r) ?? throw NoGuid(r)).Distinct()];
        if (Restaurants.Count == 0) throw NoGuid("");
    }

    public ConnectionContext Connection { get; }

    public ToastClient Client { get; }

    public IReadOnlyList<string> Restaurants { get; }

    public SharedAnswers<OrderBatch> Pages { get; }

    public SharedAnswers<WireRows<StockRow>> Stock { get; }

    public HistoryPace History { get; }

    public DateTimeOffset Now => Connection.Time.GetUtcNow();

    public int PageSize => Math.Clamp(Connection.Settings.Number(ToastSettings.PageSize) ?? ToastSettings.LargestPage, 1, ToastSettings.LargestPage);

    public TimeSpan Overlap => Connection.Settings.Number(ToastSettings.OverlapMinutes) is { } minutes ? TimeSpan.FromMinutes(minutes) : ToastDescriptor.Lateness;

    /// <summary>How far past now a read asks: a clock of ours that is slow hides nothing then.</summary>
    public TimeSpan Ahead => Connection.Settings.Number(ToastSettings.AheadMinutes) is { } minutes ? TimeSpan.FromMinutes(Math.Min(minutes, 1440)) : OrderWindows.Ahead;

    /// <summary>What a restaurant says of itself, asked once.</summary>
    public async Task<Restaurant> RestaurantAsync(string guid, CancellationToken cancellation)
    {
        Task<Restaurant> asked;
        lock (gate)
        {
            if (!known.TryGetValue(guid, out asked!) || asked.IsFaulted || asked.IsCanceled)
                asked = known[guid] = Task.Run(() => AskAsync(guid, cancellation), CancellationToken.None);
        }

        try
        {
            return await asked.WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return await AskAsync(guid, cancellation).ConfigureAwait(false); // the stream that asked was stopped; this one was not
        }
    }

    /// <summary>What is known of a restaurant already; null where it was not asked yet.</summary>
    public Restaurant? KnownRestaurant(string guid)
    {
        lock (gate) return known.TryGetValue(guid, out var asked) && asked.IsCompletedSuccessfully ? asked.Result : null;
    }

    /// <summary>What is only supposed of restaurants that do not show their details.</summary>
    public IReadOnlyList<string> Supposed()
    {
        lock (gate) return [.. supposed.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => $"restaurant {s.Key}: {s.Value}")];
    }

    /// <summary>Takes over what an earlier session learned.</summary>
    public void Learn(Restaurant restaurant)
    {
        lock (gate) known.TryAdd(restaurant.Guid, Task.FromResult(restaurant));
    }

    private async Task<Restaurant> AskAsync(string guid, CancellationToken cancellation)
    {
        try
        {
            return RestaurantMapping.Map(guid, await Client.RestaurantAsync(guid, cancellation).ConfigureAwait(false), Connection.Currency);
        }
        catch (FixSettingsException e)
        {
            lock (gate) supposed[guid] = e.OwnerMessage;
            // Without restaurants:read the connection's own currency and calendar hold; orders are no less readable.
            return new Restaurant(guid, null, Connection.Currency, null);
        }
    }

    private static FixSettingsException NoGuid(string text) => new(
        ToastSettings.Restaurants,
        $"'{text}' is not a restaurant GUID. Toast Web shows it with the credentials; it looks like 11111111-2222-3333-4444-555555555555.",
        $"'{text}' is no GUID.");
}

/// <summary>What is known of a restaurant.</summary>
/// <param name="Guid">Its id.</param>
/// <param name="TimeZone">Its IANA zone; null where it is not known.</param>
/// <param name="Currency">What its amounts are in: the orders do not say.</param>
/// <param name="FirstDay">The first day it used Toast; null where it is not known.</param>
internal sealed record Restaurant(string Guid, string? TimeZone, Currency Currency, DateOnly? FirstDay);

/// <summary>Asks Toast, for one connection.</summary>
internal sealed partial class ToastClient
{
    private const string RestaurantHeader = "Toast-Restaurant-External-ID";

    private readonly ConnectionContext connection;
    private readonly ToastTokens tokens;
    private readonly string address;

    public ToastClient(ConnectionContext connection)
    {
        this.connection = connection;
        address = (connection.Settings.Text(ToastSettings.BaseUrl) ?? ToastSettings.DefaultBaseUrl).TrimEnd('/');
        tokens = new ToastTokens(connection, address);
    }

    /// <summary>A page of orders; <c>ahead</c> where what is asked for ends past now.</summary>
    public Task<OrderRows> OrdersAsync(string restaurant, string filter, int page, int pageSize, bool ahead, CancellationToken cancellation) => ReadAsync(
        restaurant,
        string.Create(CultureInfo.InvariantCulture, $"/orders/v2/ordersBulk?{filter}&page={page}&pageSize={pageSize}"),
        OrderRows.Read,
        ahead ? ToastErrors.OrdersAhead : ToastErrors.Orders,
        cancellation);

    public Task<RestaurantRow> RestaurantAsync(string restaurant, CancellationToken cancellation) => ReadAsync(
        restaurant,
        "/restaurants/v1/restaurants/" + Uri.EscapeDataString(restaurant),
        body => JsonSerializer.Deserialize(body, ToastJson.Default.RestaurantRow) ?? new RestaurantRow(),
        ToastErrors.Restaurants,
        cancellation);

    /// <summary>When the menus were last published; null where none are.</summary>
    public async Task<string?> MenuVersionAsync(string restaurant, CancellationToken cancellation)
    {
        try
        {
            var answer = await ReadAsync(
                restaurant,
                "/menus/v2/metadata",
                body => JsonSerializer.Deserialize(body, ToastJson.Default.MenusRow),
                ToastErrors.Menus,
                cancellation).ConfigureAwait(false);
            return answer?.LastUpdated ?? "";
        }
        catch (SkipRecordException)
        {
            return null;
        }
    }

    /// <summary>The published menus; null where there are none.</summary>
    public async Task<MenusRow?> MenusAsync(string restaurant, CancellationToken cancellation)
    {
        try
        {
            return await ReadAsync(
                restaurant,
                "/menus/v2/menus",
                body => JsonSerializer.Deserialize(body, ToastJson.Default.MenusRow),
                ToastErrors.Menus,
                cancellation).ConfigureAwait(false);
        }
        catch (SkipRecordException)
        {
            return null;
        }
    }

    public Task<WireRows<StockRow>> StockAsync(string restaurant, CancellationToken cancellation) => ReadAsync(
        restaurant,
        "/stock/v1/inventory",
        body => WireRows<StockRow>.Of(
            JsonSerializer.Deserialize(body, ToastJson.Default.ListJsonElement) ?? throw new JsonException("The answer is null."), ToastJson.Default.StockRow),
        ToastErrors.Stock,
        cancellation);

    /// <summary>What the token says it may read; null where it does not say. Logs in where that is still to do.</summary>
    public async Task<string?> ScopesAsync(CancellationToken cancellation) => ToastTokens.ScopesOf(await tokens.GetAsync(cancellation).ConfigureAwait(false));

    /// <summary>Whether the token surely lacks a permission.</summary>
    public async Task<bool> LacksAsync(string scope, CancellationToken cancellation) =>
        await ScopesAsync(cancellation).ConfigureAwait(false) is { Length: > 0 } granted
        && !granted.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries).Contains(scope);

    private Task<T> ReadAsync<T>(
        string restaurant, string path, Func<ReadOnlySpan<byte>, T> parse, StatusMap map, CancellationToken cancellation) => tokens.UseAsync(
        token => connection.Http.SendAsync(
            () =>
            {
                var message = new HttpRequestMessage(HttpMethod.Get, address + path);
                message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
                message.Headers.TryAddWithoutValidation(RestaurantHeader, restaurant);
                return message;
            },
            parse,
            map,
            cancellation),
        cancellation);
}

/// <summary>What Toast's statuses mean.</summary>
internal static class ToastErrors
{
    private const string Pos = "Toast";

    // What is asked for carries the secret: Toast's own words stay out of the log here.
    public static StatusMap Login { get; } = new(Pos)
    {
        [400] = a => new ReauthoriseException("Toast does not accept this client id and secret. Copy both again from Toast Web.", a.Line),
        [401] = a => new ReauthoriseException("Toast does not accept this client id and secret. Copy both again from Toast Web, or make new ones there.", a.Line),
        [403] = a => new ReauthoriseException("Toast does not allow API access for these credentials. Ask Toast whether your plan has API access.", a.Line),
        [404] = a => new FixSettingsException(ToastSettings.BaseUrl, "There is no Toast at this address.", a.Line),
    };

    public static StatusMap Orders { get; } = For(ToastScopes.Orders, "orders");

    public static StatusMap OrdersAhead { get; } = OrdersAheadMap();

    public static StatusMap OneOrder { get; } = OneOrderMap();

    public static StatusMap Restaurants { get; } = For(ToastScopes.Restaurants, "restaurant's details, so that the connection's own time zone and currency are used");

    public static StatusMap Stock { get; } = For(ToastScopes.Stock, "stock");

    public static StatusMap Menus { get; } = MenusMap();

    /// <summary>What the owner is told where the token says that it may not read guests.</summary>
    public static string NoGuests { get; } = Lacking(ToastScopes.Guests, "guests")
        + " Until then sales come without their customers; those that are matched stay so.";

    /// <summary>What the owner is told where sales have lost their guests and nothing says why.</summary>
    public static string HiddenGuests { get; } =
        $"Toast shows no guest on any order now, also not on those that had one. Sales that are matched stay so. If the credentials lost the permission '{ToastScopes.Guests}', make new ones with it in Toast Web and enter them here.";

    public static FixSettingsException MissingScope(string scope, string what, string log) => new(
        ToastSettings.ClientId,
        $"Toast does not show us the {what}: the credentials lack the permission '{scope}', or the restaurant is no longer connected to them. Make credentials with this permission in Toast Web and enter them here.",
        log);

    private static string Lacking(string scope, string what) =>
        $"Toast does not show us the {what}: the credentials lack the permission '{scope}'. Make credentials with this permission in Toast Web and enter them here.";

    private static StatusMap For(string scope, string what) => new(Pos)
    {
        ResetHeader = "X-Toast-RateLimit-Reset", // one third party says that Retry-After does not come
        [401] = a => new ReauthoriseException("Toast no longer accepts these credentials. Copy the client id and secret again from Toast Web.", a.Log),
        [403] = a => MissingScope(scope, what, a.Log),
        [404] = a => new FixSettingsException(ToastSettings.Restaurants, "Toast does not know one of the restaurant GUIDs. Copy them again from Toast Web.", a.Log),
    };

    private static StatusMap OrdersAheadMap()
    {
        var map = For(ToastScopes.Orders, "orders");
        map[400] = a => new FixSettingsException(
            ToastSettings.AheadMinutes,
            "Toast refused to list orders up to a few minutes from now. Set 'Minutes ahead' to 0. Should it refuse then too, its own words are in the log.",
            a.Log);
        return map;
    }

    private static StatusMap OneOrderMap()
    {
        var map = For(ToastScopes.Orders, "orders");
        map[404] = a => new SkipRecordException("no such order", a.Log);
        return map;
    }

    private static StatusMap MenusMap()
    {
        var map = For(ToastScopes.Menus, "menus");
        // Source: menus 2.4.1: "No published data was found for the restaurant".
        map[404] = a => new SkipRecordException("no menu is published", a.Log);
        return map;
    }
}
