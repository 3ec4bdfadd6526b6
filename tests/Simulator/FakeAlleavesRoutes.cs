using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Sync.Simulator;

/// <summary>Finds the rows that a request asks for, and writes them in its profile's shape.</summary>
internal sealed class FakeAlleavesRoutes(ShopTruth shop, FakeAlleavesOptions options)
{
    private const int LargestPage = 100;

    /// <summary>The body of the answer; null where the path is not known.</summary>
    public byte[]? Answer(HttpRequest request, string body, string path, int page, List<Fault> faults) => (request.Method, path) switch
    {
        ("GET", "/api/customers") => ReferenceAnswers.Customers(Cut(shop.Customers.Snapshot(), page, Size(request), faults)),
        ("GET", "/api/orders") => ReferenceAnswers.Orders(Cut(shop.OrdersFrom(From(request)), page, Size(request), faults)),
        ("POST", "/inventory/search") => ReferenceAnswers.Products(Cut(shop.Products.Snapshot(), 1, int.MaxValue, faults)),
        ("POST", FakeAlleavesHandler.LivePrefix + "/customer/search") =>
            LiveAnswers.Customers(Cut(shop.Customers.Snapshot(), page, LargestPage, faults), options.LiveCustomers),
        ("GET", FakeAlleavesHandler.LivePrefix + "/order") => LiveAnswers.Orders(Cut(shop.OrdersFrom(From(request)), page, Size(request), faults)),
        ("POST", FakeAlleavesHandler.LivePrefix + "/inventory/search") => LiveAnswers.Inventory(Cut(shop.Products.Snapshot(), 1, int.MaxValue, faults)),
        _ => null,
    };

    private static PageOf<T> Cut<T>(IReadOnlyList<T> all, int page, int size, List<Fault> faults)
    {
        if (Has(faults, FaultKind.Empty)) return new PageOf<T>([], 0, page);
        var cut = PageOf<T>.Cut(all, Has(faults, FaultKind.SamePage) ? 1 : page, size);
        if (faults.Find(f => f.Kind == FaultKind.TotalTooLarge) is { } lie) cut = cut with { Total = cut.Total + lie.Extra };
        if (Has(faults, FaultKind.DuplicateRow) && cut.Rows.Count > 0) cut = cut with { Rows = [.. cut.Rows.SkipLast(1), cut.Rows[0]] };
        return cut;
    }

    private static bool Has(List<Fault> faults, FaultKind kind) => faults.Exists(f => f.Kind == kind);

    private static int Size(HttpRequest request) =>
        int.TryParse(request.Query["pageSize"], out var size) ? Math.Clamp(size, 1, LargestPage) : LargestPage;

    private static DateTimeOffset? From(HttpRequest request) =>
        DateTimeOffset.TryParse(request.Query["startDate"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var from) ? from : null;
}
