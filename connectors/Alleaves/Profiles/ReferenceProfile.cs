using System.Globalization;
using Sync.Connectors.Alleaves.Wire;

namespace Sync.Connectors.Alleaves.Profiles;

/// <summary>The API as the requirements' reference has it. Its inventory has no <c>/api</c> in front.</summary>
internal sealed class ReferenceProfile(string baseUrl) : IAlleavesProfile
{
    public const string Name = "reference";
    public const string DefaultBaseUrl = "https://api.alleaves.com";

    private readonly Requests requests = new(baseUrl);

    public bool NeedsLocation => true;

    public bool RowsAreBatches => false;

    public HttpRequestMessage Login(string username, string password, string? pin) =>
        requests.Post("/api/auth", new LoginBody(username, password, pin), AlleavesJson.Default.LoginBody);

    public HttpRequestMessage Customers(string? location, int page) => requests.Get(
        "/api/customers", ("locationId", location), ("page", Requests.Number(page)), ("pageSize", Requests.Number(Requests.PageSize)));

    public HttpRequestMessage Orders(string? location, DateTimeOffset? from, int page) => requests.Get(
        "/api/orders",
        ("locationId", location),
        ("startDate", from?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)),
        ("page", Requests.Number(page)),
        ("pageSize", Requests.Number(Requests.PageSize)));

    public HttpRequestMessage Inventory(string? location) =>
        requests.Post("/inventory/search", new InventorySearch("", LocationId: location), AlleavesJson.Default.InventorySearch);
}
