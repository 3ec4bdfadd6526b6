using System.Net.Http.Headers;
using System.Text.Json;
using Sync.ConnectorKit;
using Sync.ConnectorKit.Http;
using Sync.ConnectorKit.OAuth;
using Sync.ConnectorKit.Wire;

namespace Sync.Connectors.Square;

/// <summary>Asks Square, for one connection. The token and the locations are shared by all streams.</summary>
internal sealed class SquareClient
{
    public const string DefaultBaseUrl = "https://connect.squareup.com";
    private const int MostLoyaltyCustomers = 30;
    private const int MostLoyaltyAccounts = 200;
    private const int MostOrdersById = 100;
    private const int MostObjectsById = 1000;

    private readonly ConnectionContext connection;
    private readonly string address;
    private readonly GrantTokens tokens;
    private readonly SemaphoreSlim locationsTurn = new(1, 1);
    private volatile IReadOnlyList<LocationRow>? locations;
    private volatile bool loyaltyRefused;

    public SquareClient(ConnectionContext connection)
    {
        this.connection = connection;
        address = AddressOf(connection.Settings);
        loyaltyRefused = connection.Settings.Text(Settings.Loyalty) == Settings.LoyaltyOff;
        tokens = new GrantTokens(connection, SquareDescriptor.OAuth);
    }

    /// <summary>Asks one of the searches.</summary>
    public Task<Answer> PostAsync(string path, Ask ask, string? scope, CancellationToken cancellation) =>
        SendAsync(() => Post(path, ask), scope, cancellation);

    /// <summary>The locations that the settings choose, closed ones too: their past sales stay. Asked for once.</summary>
    public async Task<IReadOnlyList<LocationRow>> LocationsAsync(CancellationToken cancellation)
    {
        if (locations is { } known) return known;
        await locationsTurn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return locations ??= await ReadLocationsAsync(cancellation).ConfigureAwait(false);
        }
        finally
        {
            locationsTurn.Release();
        }
    }

    /// <summary>The loyalty points of customers who have an account; of nobody where they may not be read.</summary>
    public async Task<Dictionary<string, long>> LoyaltyAsync(IEnumerable<string> customers, CancellationToken cancellation)
    {
        var points = new Dictionary<string, long>();
        foreach (var ids in customers.Chunk(MostLoyaltyCustomers))
        {
            if (loyaltyRefused) break;
            await AddLoyaltyAsync(ids, points, cancellation).ConfigureAwait(false);
        }

        return points;
    }

    /// <summary>Whether loyalty points are read, as far as is known.</summary>
    public bool ReadsLoyalty => !loyaltyRefused;

    /// <summary>A page of all loyalty accounts; an empty one where they may not be read.</summary>
    /// <param name="cursor">Square's mark of the page; null for the first.</param>
    /// <param name="cancellation">Gives up at once.</param>
    public async Task<Answer> LoyaltyAccountsAsync(string? cursor, CancellationToken cancellation)
    {
        if (loyaltyRefused) return new Answer();
        try
        {
            return await PostAsync("/v2/loyalty/accounts/search", new Ask { Limit = MostLoyaltyAccounts, Cursor = cursor }, Scope.Loyalty, cancellation).ConfigureAwait(false);
        }
        catch (FixSettingsException e) when (cursor is null || e.Setting == Settings.AccessToken)
        {
            loyaltyRefused = true; // The permission is optional: points then stand as they are.
            return new Answer();
        }
    }

    /// <summary>Orders by their ids; those that Square does not know are not among them.</summary>
    public async Task<WireRows<OrderRow>> OrdersAsync(IEnumerable<string> ids, CancellationToken cancellation)
    {
        var found = new WireRows<OrderRow>([], [], true);
        foreach (var some in ids.Chunk(MostOrdersById))
        {
            var answer = await PostAsync("/v2/orders/batch-retrieve", new Ask { OrderIds = [.. some] }, Scope.Orders, cancellation).ConfigureAwait(false);
            found = found.And(answer.Orders);
        }

        return found;
    }

    /// <summary>Parts of the catalog by their ids; those that are deleted are not among them.</summary>
    public async Task<WireRows<CatalogRow>> CatalogAsync(IEnumerable<string> ids, CancellationToken cancellation)
    {
        var found = new WireRows<CatalogRow>([], [], true);
        foreach (var some in ids.Chunk(MostObjectsById))
        {
            var answer = await PostAsync("/v2/catalog/batch-retrieve", new Ask { ObjectIds = [.. some] }, Scope.Catalog, cancellation).ConfigureAwait(false);
            found = found.And(answer.Objects);
        }

        return found;
    }

    /// <summary>Where the API is.</summary>
    public static string AddressOf(ConnectionSettings settings) => (settings.Text(Settings.BaseUrl) ?? DefaultBaseUrl).TrimEnd('/');

    /// <summary>The header that says which version of the API is spoken.</summary>
    public static IReadOnlyDictionary<string, string> Version(ConnectionSettings settings) =>
        new Dictionary<string, string> { ["Square-Version"] = settings.Text(Settings.ApiVersion)! };

    /// <summary>The locations' ids that the settings choose; empty for all.</summary>
    public static IReadOnlyList<string> Chosen(ConnectionSettings settings) =>
        settings.Text(Settings.LocationIds)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    private async Task<IReadOnlyList<LocationRow>> ReadLocationsAsync(CancellationToken cancellation)
    {
        var answer = await SendAsync(() => new HttpRequestMessage(HttpMethod.Get, address + "/v2/locations"), Scope.Locations, cancellation).ConfigureAwait(false);
        var all = (answer.Locations ?? []).OfType<LocationRow>().Where(l => !string.IsNullOrEmpty(l.Id)).ToList();
        var chosen = Chosen(connection.Settings);
        if (chosen.FirstOrDefault(id => all.All(l => l.Id != id)) is { } missing)
            throw new FixSettingsException(Settings.LocationIds, $"Square has no location '{missing}'. Check the location ids.", "A chosen location is not among the account's.");
        return chosen.Count == 0 ? all : [.. all.Where(l => chosen.Contains(l.Id!))];
    }

    private async Task AddLoyaltyAsync(string[] ids, Dictionary<string, long> points, CancellationToken cancellation)
    {
        string? cursor = null;
        try
        {
            do
            {
                var ask = new Ask { Query = new AskQuery { CustomerIds = [.. ids] }, Limit = MostLoyaltyAccounts, Cursor = cursor };
                var answer = await PostAsync("/v2/loyalty/accounts/search", ask, Scope.Loyalty, cancellation).ConfigureAwait(false);
                foreach (var account in (answer.LoyaltyAccounts ?? []).OfType<LoyaltyRow>()) Add(points, account);
                cursor = Paging.Next(cursor, answer.Cursor);
            }
            while (cursor is not null);
        }
        catch (FixSettingsException)
        {
            loyaltyRefused = true; // The permission is optional: points are then unknown, which is not zero.
        }
    }

    private static void Add(Dictionary<string, long> points, LoyaltyRow account)
    {
        if (account.CustomerId is not { Length: > 0 } id || account.Balance.Value is not { } balance) return;
        points[id] = points.GetValueOrDefault(id) + decimal.ToInt64(decimal.Truncate(balance));
    }

    private Task<Answer> SendAsync(Func<HttpRequestMessage> request, string? scope, CancellationToken cancellation) => tokens.UseAsync(
        async token =>
        {
            var answer = await connection.Http.SendAsync(
                () => Signed(request(), token), SquareJson.Default.Answer, SquareErrors.Reading(scope), cancellation).ConfigureAwait(false);
            return SquareErrors.Checked(answer);
        },
        cancellation);

    private HttpRequestMessage Post(string path, Ask ask) => new(HttpMethod.Post, address + path)
    {
        Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(ask, SquareJson.Default.Ask))
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
        },
    };

    private HttpRequestMessage Signed(HttpRequestMessage message, string token)
    {
        message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        foreach (var (name, value) in Version(connection.Settings)) message.Headers.TryAddWithoutValidation(name, value);
        return message;
    }
}

/// <summary>What Square's refusals mean.</summary>
internal static class SquareErrors
{
    public const string SignInAgain = "Square does not accept the sign-in any more. Connect to Square again, or enter a new access token.";

    // Of the published enum of categories: what the account's plan does not include.
    private const string SubscriptionError = "MERCHANT_SUBSCRIPTION_ERROR";

    /// <summary>Of a refused renewal. Square's words stay out: they may echo what was sent.</summary>
    public static StatusMap Renewing { get; } = new("Square")
    {
        [400] = answer => new ReauthoriseException(SignInAgain, answer.Line),
        [401] = answer => new ReauthoriseException(SignInAgain, answer.Line),
        [403] = answer => new ReauthoriseException(SignInAgain, answer.Line),
        [404] = Nothing,
    };

    /// <summary>Of a refused read.</summary>
    /// <param name="scope">The permission that the read needs.</param>
    public static StatusMap Reading(string? scope) => new("Square")
    {
        [301] = Nothing,
        [302] = Nothing,
        [307] = Nothing,
        [308] = Nothing,
        [400] = answer => OfPlan(answer) ?? new FixSettingsException(
            Settings.ApiVersion, "Square does not accept the request. Check the API version and the location ids.", answer.Log),
        [401] = answer => new ReauthoriseException(SignInAgain, answer.Log),
        [402] = answer => NotInPlan(answer.Log),
        [403] = answer => OfPlan(answer) ?? new FixSettingsException(
            Settings.AccessToken, $"Square does not allow this: the permission {scope} is missing. Connect to Square again and allow it.", $"{answer.Log} Needs {scope}."),
        [404] = Nothing,
        [410] = answer => new FixSettingsException(
            Settings.ApiVersion, "Square does not speak this version of its API any more. Enter a newer one.", answer.Log),
    };

    /// <summary>An answer without errors in it: Square may put them into one that calls itself a success.</summary>
    public static Answer Checked(Answer answer)
    {
        if ((answer.Errors ?? []).OfType<ErrorRow>().FirstOrDefault() is not { } error) return answer;
        var log = $"Answered with {error.Category} {error.Code}: {error.Detail}";
        throw error.Category switch
        {
            "AUTHENTICATION_ERROR" => new ReauthoriseException(SignInAgain, log),
            "RATE_LIMIT_ERROR" or "API_ERROR" => new RetryLaterException(
                "Square does not answer properly at the moment. Sync will try again later; nothing was lost.", log),
            SubscriptionError => NotInPlan(log),
            _ => new ConnectorBugException(log),
        };
    }

    // Which status comes with it is not published.
    private static FixSettingsException? OfPlan(StatusAnswer answer) => answer.Category == SubscriptionError ? NotInPlan($"{answer.Log} ({answer.Category})") : null;

    private static FixSettingsException NotInPlan(string log) => new(
        Settings.AccessToken, "The plan of this Square account does not include this. Ask Square to add it, or connect another account.", log);

    private static FixSettingsException Nothing(StatusAnswer answer) => new(
        Settings.BaseUrl, "Square's API does not answer at this address. Check the address.", answer.Log);
}

/// <summary>What any of Square's calls takes; what a call does not know stays null and is not sent.</summary>
internal sealed record Ask
{
    public string? Cursor { get; init; }
    public int? Limit { get; init; }
    public List<string>? LocationIds { get; init; }
    public AskQuery? Query { get; init; }
    public bool? ReturnEntries { get; init; }
    public bool? Count { get; init; }
    public List<string>? ObjectTypes { get; init; }
    public bool? IncludeDeletedObjects { get; init; }
    public bool? IncludeRelatedObjects { get; init; }
    public string? BeginTime { get; init; }
    public string? UpdatedAfter { get; init; }
    public List<string>? States { get; init; }
    public List<string>? ObjectIds { get; init; }
    public List<string>? OrderIds { get; init; }
    public List<string>? CustomerIds { get; init; }
    public List<string>? CatalogObjectIds { get; init; }
}

/// <summary>What is looked for.</summary>
internal sealed record AskQuery
{
    public AskFilter? Filter { get; init; }
    public AskSort? Sort { get; init; }
    public List<string>? CustomerIds { get; init; }
}

/// <summary>A filter: orders have theirs under <see cref="DateTimeFilter"/>, customers at the top.</summary>
internal sealed record AskFilter
{
    public AskFilter? DateTimeFilter { get; init; }
    public AskRange? CreatedAt { get; init; }
    public AskRange? UpdatedAt { get; init; }
}

/// <summary>A range of times; for orders both ends are inclusive.</summary>
internal sealed record AskRange(string? StartAt, string? EndAt);

/// <summary>An order of rows: orders name the field and the order so, customers otherwise.</summary>
internal sealed record AskSort
{
    public string? SortField { get; init; }
    public string? SortOrder { get; init; }
    public string? Field { get; init; }
    public string? Order { get; init; }
}
