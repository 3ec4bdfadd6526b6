using System.Net.Http.Headers;
using Sync.ConnectorKit;
using Sync.ConnectorKit.Http;
using Sync.ConnectorKit.Paging;
using Sync.Connectors.Alleaves.Profiles;
using Sync.Connectors.Alleaves.Wire;

namespace Sync.Connectors.Alleaves;

/// <summary>Asks Alleaves, for one connection. Its token is shared by all streams.</summary>
internal sealed class AlleavesClient
{
    private readonly ConnectionContext connection;
    private readonly IAlleavesProfile profile;
    private readonly TokenSource tokens;
    private volatile string? answeredLocation;

    public AlleavesClient(ConnectionContext connection)
    {
        this.connection = connection;
        profile = ProfileOf(connection);
        tokens = new TokenSource(LoginAsync, connection.Time);
    }

    public bool RowsAreBatches => profile.RowsAreBatches;

    /// <summary>Which location is read; known once logged in. What the log-in says wins over the setting.</summary>
    public string? Location => answeredLocation ?? connection.Settings.Text(Settings.LocationId);

    /// <summary>What two connections to the same shop have in common: Alleaves has no account but the location, and where none is told, the log-in.</summary>
    public string Account => $"{OwnAddress}/{Location ?? LogInMark + connection.Settings.Text(Settings.Username)?.Trim().ToUpperInvariant()}";

    /// <summary>Begins the last part of an <see cref="Account"/> whose location is not known.</summary>
    public const string LogInMark = "log-in ";

    // The usual address, written out, is the same as none.
    private string OwnAddress => connection.Settings.Text(Settings.BaseUrl)?.TrimEnd('/') is { } own && own != UsualAddress(connection) ? own : "";

    public Task EnsureTokenAsync(CancellationToken cancellation) => tokens.GetAsync(cancellation);

    public Task<NumberedPage<CustomerRow?>> CustomersAsync(int page, CancellationToken cancellation) => ReadAsync(
        () => profile.Customers(Place(), page),
        body => Envelope.Read(body, "customers", AlleavesJson.Default.CustomerRow),
        cancellation);

    public Task<NumberedPage<OrderRow?>> OrdersAsync(DateTimeOffset? from, int page, CancellationToken cancellation) => ReadAsync(
        () => profile.Orders(Place(), from, page),
        body => Envelope.Read(body, "orders", AlleavesJson.Default.OrderRow),
        cancellation);

    public Task<NumberedPage<ProductRow?>> InventoryAsync(CancellationToken cancellation) => ReadAsync(
        () => profile.Inventory(Place()),
        body => Envelope.Read(body, "products", AlleavesJson.Default.ProductRow),
        cancellation);

    private Task<T> ReadAsync<T>(Func<HttpRequestMessage> request, Func<ReadOnlySpan<byte>, T> parse, CancellationToken cancellation) =>
        tokens.UseAsync(token => connection.Http.SendAsync(() => Signed(request(), token), parse, ReadErrors.Map, cancellation), cancellation);

    private HttpRequestMessage Signed(HttpRequestMessage message, string token)
    {
        message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return WithPartner(message);
    }

    private async Task<string> LoginAsync(CancellationToken cancellation)
    {
        var settings = connection.Settings;
        var answer = await connection.Http.SendAsync(
            () => WithPartner(profile.Login(
                settings.Text(Settings.Username)!, settings.Secret(Settings.Password)!.Reveal(), settings.Secret(Settings.Pin)?.Reveal())),
            AlleavesJson.Default.LoginAnswer,
            LoginErrors.Map,
            cancellation).ConfigureAwait(false);
        answeredLocation = Text.OrNull(answer.LocationId);
        return Text.OrNull(answer.Token) ?? throw new ConnectorBugException("The log-in was answered without a token.");
    }

    private HttpRequestMessage WithPartner(HttpRequestMessage message)
    {
        if (connection.Settings.Text(Settings.PartnerId) is { } partner) message.Headers.TryAddWithoutValidation("X-Partner-ID", partner);
        return message;
    }

    private string? Place() => Location is { } place || !profile.NeedsLocation
        ? Location
        : throw new FixSettingsException(
            Settings.LocationId,
            "Alleaves did not say which shop this log-in belongs to: enter the location id.",
            "The log-in named no location and none is set.");

    private static IAlleavesProfile ProfileOf(ConnectionContext connection)
    {
        var address = connection.Settings.Text(Settings.BaseUrl) ?? UsualAddress(connection);
        return IsLive(connection) ? new LiveProfile(address, connection.StoreClock.Zone, connection.Time) : new ReferenceProfile(address);
    }

    private static string UsualAddress(ConnectionContext connection) => IsLive(connection) ? LiveProfile.DefaultBaseUrl : ReferenceProfile.DefaultBaseUrl;

    private static bool IsLive(ConnectionContext connection) => connection.Settings.Text(Settings.Profile) == LiveProfile.Name;
}
