using System.Globalization;
using Sync.Connectors.Alleaves.Wire;

namespace Sync.Connectors.Alleaves.Profiles;

/// <summary>
/// The service as public code was seen to use it (UNVERIFIED; github.com/admin-baked/bakedbot-for-brands at 100e4c7a,
/// src/lib/pos/adapters/alleaves.ts): another prefix, customers by POST, dates as days, bare arrays.
/// </summary>
internal sealed class LiveProfile(string baseUrl, TimeZoneInfo zone, TimeProvider time) : IAlleavesProfile
{
    public const string Name = "live";
    public const string DefaultBaseUrl = "https://app.alleaves.com/api";

    private readonly Requests requests = new(baseUrl);

    public bool NeedsLocation => false;

    public bool RowsAreBatches => true;

    public HttpRequestMessage Login(string username, string password, string? pin) =>
        requests.Post("/auth", new LoginBody(username, password, pin), AlleavesJson.Default.LoginBody);

    public HttpRequestMessage Customers(string? location, int page) =>
        requests.Post("/customer/search", new CustomerSearch(page, Requests.PageSize), AlleavesJson.Default.CustomerSearch);

    public HttpRequestMessage Orders(string? location, DateTimeOffset? from, int page) => requests.Get(
        "/order",
        ("page", Requests.Number(page)),
        ("pageSize", Requests.Number(Requests.PageSize)),
        ("startDate", from is { } start ? Day(start) : null),
        // Tomorrow: today is still being sold, and the server's day may end before the shop's.
        ("endDate", from is null ? null : Day(time.GetUtcNow().AddDays(1))));

    public HttpRequestMessage Inventory(string? location) =>
        requests.Post("/inventory/search", new InventorySearch("", IdLocation: location), AlleavesJson.Default.InventorySearch);

    private string Day(DateTimeOffset instant) =>
        TimeZoneInfo.ConvertTime(instant, zone).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
