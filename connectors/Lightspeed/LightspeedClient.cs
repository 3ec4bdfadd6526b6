using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Sync.ConnectorKit;
using Sync.ConnectorKit.Http;
using Sync.ConnectorKit.OAuth;
using Sync.ConnectorKit.Paging;

namespace Sync.Connectors.Lightspeed;

/// <summary>Asks Lightspeed, for one connection. Its token and its outlets are shared by all streams.</summary>
internal sealed partial class LightspeedClient
{
    // The documented maximum of the old API; the new one documents none. Only the versions tell where a page ends.
    private const int PageSize = 200;

    // The default of the inventory search; 5,000 is its maximum.
    private const int InventoryPageSize = 1000;

    private readonly ConnectionContext connection;
    private readonly string api;
    private readonly GrantTokens tokens;
    private readonly SemaphoreSlim outletsTurn = new(1, 1);
    private OutletBook? outlets;
    private bool? storeAnswers;

    public LightspeedClient(ConnectionContext connection)
    {
        this.connection = connection;
        var root = LightspeedAddress.Of(connection.Settings);
        api = $"{root}/api/{Uri.EscapeDataString(connection.Settings.Text(Settings.ApiVersion)!)}";
        tokens = new GrantTokens(connection, LightspeedDescriptor.OAuth);
    }

    /// <summary>What was found on the way that is worth telling.</summary>
    public IReadOnlyList<string> Warnings() => outlets?.Warnings ?? [];

    public Task EnsureTokenAsync(CancellationToken cancellation) => tokens.GetAsync(cancellation);

    public Task<RetailerAnswer> RetailerAsync(CancellationToken cancellation) =>
        SendAsync(() => Get("retailer"), body => Parse(body, LightspeedJson.Default.RetailerAnswer), $"{Scopes.Retailer}' or '{Scopes.PaymentTypes}", cancellation);

    // Left out, "deleted" hides deletions for good.
    public Task<FeedPage<CustomerRow>> CustomersAsync(long after, CancellationToken cancellation, int? size = null) =>
        FeedAsync(() => Get($"customers?after={Text(after)}&page_size={Text(size ?? PageSize)}&deleted=true"), LightspeedJson.Default.CustomerRow, Scopes.Customers, cancellation);

    // Sales have no such parameter, and no filter by date: one would be ignored in silence.
    public Task<FeedPage<SaleRow>> SalesAsync(long after, CancellationToken cancellation, int? size = null) =>
        FeedAsync(() => Get($"sales?after={Text(after)}&page_size={Text(size ?? PageSize)}"), LightspeedJson.Default.SaleRow, Scopes.Sales, cancellation);

    public Task<FeedPage<ProductRow>> ProductsAsync(long after, CancellationToken cancellation, int? size = null) =>
        FeedAsync(() => Get($"products?after={Text(after)}&page_size={Text(size ?? PageSize)}&deleted=true"), LightspeedJson.Default.ProductRow, Scopes.Products, cancellation);

    public Task<FeedPage<InventoryRow>> InventoryAsync(long after, CancellationToken cancellation, int? size = null) =>
        FeedAsync(() => InventoryRequest(after, size ?? InventoryPageSize), LightspeedJson.Default.InventoryRow, Scopes.Inventory, cancellation);

    /// <summary>The outlets, closed ones too, asked for once; an empty book that says so where the permission is missing.</summary>
    public async Task<OutletBook> OutletsAsync(CancellationToken cancellation)
    {
        await outletsTurn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return outlets ??= await ReadOutletsAsync(cancellation).ConfigureAwait(false);
        }
        catch (FixSettingsException e) when (e.Setting == Settings.AccessToken)
        {
            return outlets = OutletBook.NotAllowed;
        }
        finally
        {
            outletsTurn.Release();
        }
    }

    private async Task<OutletBook> ReadOutletsAsync(CancellationToken cancellation)
    {
        var rows = new List<OutletRow>();
        long after = 0;
        while (true)
        {
            var from = after;
            var page = await FeedAsync(() => Get($"outlets?after={Text(from)}&page_size={Text(PageSize)}&deleted=true"), LightspeedJson.Default.OutletRow, Scopes.Outlets, cancellation)
                .ConfigureAwait(false);
            rows.AddRange(page.Rows.OfType<OutletRow>());
            if (page.Top is not { } top || top <= after) return OutletBook.Of(rows);
            after = top;
        }
    }

    private Task<FeedPage<T>> FeedAsync<T>(Func<HttpRequestMessage> request, JsonTypeInfo<T> type, string scope, CancellationToken cancellation)
        where T : class, IFeedRow => SendAsync(request, body => Envelope.Read(body, type), scope, cancellation);

    private async Task<T> SendAsync<T>(Func<HttpRequestMessage> request, Func<ReadOnlySpan<byte>, T> parse, string scope, CancellationToken cancellation)
    {
        try
        {
            return await AskAsync(request, parse, scope, cancellation).ConfigureAwait(false);
        }
        catch (FixSettingsException e) when (e.Setting == Settings.DomainPrefix)
        {
            storeAnswers ??= await StoreAnswersAsync(cancellation).ConfigureAwait(false);
            if (storeAnswers == true) throw LightspeedErrors.Retired(e.Message);
            throw;
        }
    }

    // The path of the tokens keeps its version: where it answers, the store is there, and what is not is the version that was asked
    // for. Nothing is sent along; it refuses that, or says that it knows no such place.
    private async Task<bool> StoreAnswersAsync(CancellationToken cancellation)
    {
        try
        {
            return await connection.Http.SendAsync(
                () =>
                {
                    var message = new HttpRequestMessage(HttpMethod.Post, LightspeedDescriptor.OAuth.TokenAt(connection.Settings)) { Content = new FormUrlEncodedContent([]) };
                    foreach (var (name, value) in LightspeedAddress.Caller) message.Headers.TryAddWithoutValidation(name, value);
                    return message;
                },
                _ => true,
                LightspeedErrors.Refreshing,
                cancellation).ConfigureAwait(false);
        }
        catch (ConnectorException e)
        {
            return e is not (RetryLaterException or FixSettingsException { Setting: Settings.DomainPrefix });
        }
    }

    private Task<T> AskAsync<T>(Func<HttpRequestMessage> request, Func<ReadOnlySpan<byte>, T> parse, string scope, CancellationToken cancellation) =>
        tokens.UseAsync(token => connection.Http.SendAsync(() => Signed(request(), token), parse, LightspeedErrors.Reading(scope), cancellation), cancellation);

    private static HttpRequestMessage Signed(HttpRequestMessage message, string token)
    {
        message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        foreach (var (name, value) in LightspeedAddress.Caller) message.Headers.TryAddWithoutValidation(name, value);
        return message;
    }

    private HttpRequestMessage Get(string what) => new(HttpMethod.Get, $"{api}/{what}");

    // Its default order is descending, with which a cursor would skip everything below the first page.
    private HttpRequestMessage InventoryRequest(long after, int size) => new(HttpMethod.Post, $"{api}/inventory")
    {
        Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(
            new InventorySearch(after, size, "asc", true), LightspeedJson.Default.InventorySearch))
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
        },
    };

    private static T Parse<T>(ReadOnlySpan<byte> body, JsonTypeInfo<T> type) => JsonSerializer.Deserialize(body, type) ?? throw new JsonException("The answer is null.");

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Where a store's API is.</summary>
internal static class LightspeedAddress
{
    /// <exception cref="FixSettingsException">The prefix could lead the credentials to another host.</exception>
    public static string Of(ConnectionSettings settings)
    {
        var prefix = settings.Text(Settings.DomainPrefix)!;
        if (Fault(prefix) is { } fault) throw new FixSettingsException(Settings.DomainPrefix, fault, "The domain prefix is no part of a host's name, in small letters.");
        return settings.Text(Settings.BaseUrl)?.TrimEnd('/') ?? $"https://{prefix}.retail.lightspeed.app";
    }

    /// <summary>What is wrong with what somebody filled in for their store; null where nothing is.</summary>
    public static string? Fault(string prefix) => HostName.IsLabel(prefix) && !prefix.Any(char.IsAsciiLetterUpper)
        ? null
        : "Enter only the first part of your store's address: 'myshop' of myshop.retail.lightspeed.app, in small letters.";

    /// <summary>Says who asks: Lightspeed requires it.</summary>
    public static IReadOnlyDictionary<string, string> Caller { get; } = new Dictionary<string, string> { ["User-Agent"] = "Sync-POS/1.0" };
}

/// <summary>What refusals mean. Their bodies have no official schema: the status decides.</summary>
internal static class LightspeedErrors
{
    private static readonly string[] OfApp = ["invalid_client", "unauthorized_client", "client authentication"];

    public const string SignInAgain = "Lightspeed does not accept the token any more. Sign in again, or enter a new personal token.";

    /// <summary>Of a refresh, or of a code's exchange. The POS's own words are not repeated: they may echo what was sent.</summary>
    public static StatusMap Refreshing { get; } = Common(new StatusMap("Lightspeed")
    {
        [400] = NotRefreshed,
        [401] = NotRefreshed,
        [403] = NotRefreshed,
    });

    /// <summary>Of a read that needs a permission.</summary>
    public static StatusMap Reading(string scope) => Common(new StatusMap("Lightspeed")
    {
        [401] = answer => new ReauthoriseException(SignInAgain, answer.Log),
        [403] = answer => new FixSettingsException(
            Settings.AccessToken, $"Lightspeed does not allow this: the permission '{scope}' is missing. Sign in again and allow it, or give it to the personal token.", answer.Log),
        [410] = answer => Retired(answer.Line),
    });

    /// <summary>That a version of the API is spoken no more.</summary>
    public static FixSettingsException Retired(string line) => new(
        Settings.ApiVersion, $"Lightspeed does not speak this version of its API any more. Enter a newer one as 'API version' ({Settings.ApiVersion}).", line);

    private static StatusMap Common(StatusMap map)
    {
        // A redirect is not followed with credentials in hand.
        foreach (var status in (int[])[301, 302, 307, 308, 404])
            map[status] = answer => new FixSettingsException(Settings.DomainPrefix, "Lightspeed has no such store at this address. Check the store address.", answer.Line);
        return map;
    }

    private static ConnectorException NotRefreshed(StatusAnswer answer) => IsOfApp(answer)
        ? new FixSettingsException(Settings.ClientSecret, "Lightspeed does not know this app: check the client id and the client secret.", answer.Line)
        : new ReauthoriseException("Lightspeed has ended the connection. Sign in again.", answer.Line);

    // RFC 6749, 5.2. The words of an ended grant may name a client too: that it was given to another.
    private static bool IsOfApp(StatusAnswer answer) =>
        answer.Code is "invalid_client" or "unauthorized_client"
        || (answer.Code != "invalid_grant" && OfApp.Any(w => answer.Said?.Contains(w, StringComparison.OrdinalIgnoreCase) == true));
}
