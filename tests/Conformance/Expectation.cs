using Sync.ConnectorKit;
using Sync.Model;
using Sync.Simulator.Kit;

namespace Sync.Conformance.Tests;

/// <summary>What a connector must have made of a truth.</summary>
internal static class Expectation
{
    /// <summary>Compares all that was read of a stream with all that is there.</summary>
    public static void Compare(PosStream stream, ReadOutcome read, PosTruth truth) => Compare(stream, read, truth, Telling.Everything);

    /// <summary>Compares all that was read of a stream with all that is there and that its source can tell.</summary>
    public static void Compare(PosStream stream, ReadOutcome read, ITruthSource source) => Compare(stream, read, source.Truth, source.Telling);

    /// <summary>The ids of what is there.</summary>
    public static IReadOnlyList<string> Ids(PosStream stream, PosTruth truth) => stream switch
    {
        PosStream.Customers => [.. truth.Customers.Snapshot().Where(c => !c.Deleted).Select(c => c.Id)],
        PosStream.Orders => [.. truth.Orders.Snapshot().Where(o => !o.Deleted).Select(o => o.Id)],
        PosStream.Products => [.. truth.Products.Snapshot().Where(p => !p.Deleted).Select(p => p.Id)],
        _ => [.. truth.Levels.Snapshot().Select(l => $"{l.LocationId}:{l.ProductId}")],
    };

    /// <summary>The ids of what was read.</summary>
    public static IReadOnlyList<string> Ids(PosStream stream, ReadOutcome read) =>
        [.. read.Pages.SelectMany(p => p.Records).Select(r => r is InventoryLevel level ? $"{level.LocationId}:{level.ProductId}" : r.Id)];

    /// <summary>Compares all that was read of a stream with all that is there and that can be told.</summary>
    public static void Compare(PosStream stream, ReadOutcome read, PosTruth truth, Telling telling)
    {
        switch (stream)
        {
            case PosStream.Customers:
                Same(read.ById<Customer>().Values.Select(Of), truth.Customers.Snapshot().Where(c => !c.Deleted).Select(Of));
                break;
            case PosStream.Orders:
                CompareOrders(read.ById<Order>(), truth, telling);
                break;
            case PosStream.Products:
                Same(read.ById<Product>().Values.Select(Of), truth.Products.Snapshot().Where(p => !p.Deleted).Select(p => Of(p, truth, telling)));
                break;
            default:
                Same(
                    read.ById<InventoryLevel>().Values.Select(l => $"{l.LocationId}:{l.ProductId} {l.Quantity:0.#####}"),
                    truth.Levels.Snapshot().Select(l => $"{l.LocationId}:{l.ProductId} {l.Quantity:0.#####}"));
                break;
        }
    }

    // Some POS tell what went back as an order of its own: sums are compared over all, and each sale with its own.
    private static void CompareOrders(Dictionary<string, Order> read, PosTruth truth, Telling telling)
    {
        var real = truth.Orders.Snapshot().Where(o => !o.Deleted).ToList();
        Same(real.Where(o => read.ContainsKey(o.Id)).Select(o => Of(read[o.Id], telling)), Told(real, truth, telling));
        read.Values.Where(Counts).Sum(o => o.Total.Minor - o.Refunded.Minor)
            .ShouldBe(real.Where(o => o.Status == TruthStatus.Completed).Sum(o => o.Total - o.Refunded));
        var own = real.Select(o => o.Id).ToHashSet();
        Same(
            read.Values.Where(o => !own.Contains(o.Id)).Select(Back),
            real.Where(o => o.Refunded > 0 && !telling.RefundsOnSales).Select(o => $"{-o.Refunded} {truth.Currency} {o.LocationId} Completed of 0, 0 unexplained"));
    }

    private static string Back(Order o) => $"{o.Total.Minor} {o.Total.Currency} {o.LocationId} {o.Status} of {o.Refunded.Minor}, {o.Unbalanced.Minor} unexplained";

    private static bool Counts(Order order) => order.Status is not (OrderStatus.Open or OrderStatus.Cancelled);

    private static string Of(Customer c) => $"{c.Id} {c.Email} {c.FirstName} {c.LastName} {c.Phone}";

    private static string Of(TruthCustomer c) => $"{c.Id} {c.Email?.ToLowerInvariant()} {c.FirstName} {c.LastName} {c.Phone}";

    private static string Of(Order o, Telling telling)
    {
        var lines = string.Join(';', o.Lines.Select(l => $"{l.ProductId} '{l.Name}' {l.Quantity:0.#####} {l.Total.Minor}"));
        var parts = Parts(o.Subtotal.Minor, o.Discount.Minor, o.ServiceCharge?.Minor ?? 0, TellsTax(o.Status == OrderStatus.Open, telling) ? o.Tax.Minor : null, o.Tip?.Minor ?? 0, o.Rounding?.Minor ?? 0);
        var (back, unbalanced) = Counts(o) ? (o.Refunded.Minor, o.Unbalanced.Minor) : (0, 0);
        return $"{o.Id} {(telling.BuyersByEmail ? o.BuyerEmail : o.CustomerId)} {o.LocationId} {o.CreatedAt.UtcDateTime:yyyy-MM-ddTHH:mm:ss} {Place(o.TimeZone, o.BusinessDate)} {o.Status} {o.Type} {parts} = {o.Total.Minor} {o.Total.Currency}, {unbalanced} unexplained, {back} back [{lines}]";
    }

    // An order is compared part by part, so that no part passes for another.
    private static string Parts(long subtotal, long discount, long service, long? tax, long tip, long rounding) =>
        $"{subtotal} − {discount} off + {service} service + {tax} tax + {tip} tip + {rounding} rounding";

    private static string Place(string? zone, DateOnly? day) => $"{zone} {day:yyyy-MM-dd}";

    private static bool TellsTax(bool open, Telling telling) => telling.TaxOfUnpaid || !open;

    private static IEnumerable<string> Told(List<TruthOrder> orders, PosTruth truth, Telling telling)
    {
        var emails = truth.Customers.Snapshot().ToDictionary(c => c.Id, c => c.Email?.ToLowerInvariant());
        return orders.Select(o => Of(o, telling.BuyersByEmail ? o.CustomerId is null ? null : emails[o.CustomerId] : o.CustomerId, truth, telling));
    }

    private static string Of(TruthOrder o, string? buyer, PosTruth truth, Telling telling)
    {
        var lines = string.Join(';', o.Lines.Select(l => $"{l.ProductId} '{(telling.LineNames ? l.Name : "")}' {l.Quantity:0.#####} {l.Total}"));
        var rounding = telling.Rounding ? o.Rounding : 0;
        var parts = Parts(o.Subtotal, o.Discount, o.ServiceCharge, TellsTax(o.Status == TruthStatus.Open, telling) ? o.Tax : null, o.Tip, rounding);
        var back = telling.RefundsOnSales && o.Status == TruthStatus.Completed ? o.Refunded : 0;
        return $"{o.Id} {buyer} {o.LocationId} {o.CreatedAt.UtcDateTime:yyyy-MM-ddTHH:mm:ss} {Place(telling.TimeZone(truth, o), telling.BusinessDate(truth, o))} {StatusOf(o, back)} {(telling.Types.Contains(o.Type) ? o.Type : TruthType.InStore)} {parts} = {o.Total} {truth.Currency}, {o.Rounding - rounding} unexplained, {back} back [{lines}]";
    }

    private static OrderStatus StatusOf(TruthOrder o, long back) => o.Status switch
    {
        TruthStatus.Open => OrderStatus.Open,
        TruthStatus.Cancelled => OrderStatus.Cancelled,
        _ when back == 0 => OrderStatus.Completed,
        _ => back >= o.Total ? OrderStatus.Refunded : OrderStatus.PartiallyRefunded,
    };

    private static string Of(Product p) =>
        $"{p.Id} {(p.Variant is null ? "" : p.ParentId)} '{p.Name}' {p.Variant} {p.Category} {p.Price?.Minor} {p.Sku} {p.Barcode} {(p.Available ? "on sale" : "off")}";

    // One that stands alone has no parent, whatever its POS calls the shell around it.
    private static string Of(TruthProduct p, PosTruth truth, Telling telling) =>
        $"{p.Id} {(p.Variant is null ? "" : p.ParentId)} '{(p.Variant is null ? p.Name : $"{p.Name} - {p.Variant}")}' {p.Variant} {p.Category} {p.Price} "
        + $"{(telling.Skus ? p.Sku : null)} {(telling.Barcodes ? p.Barcode : null)} {(telling.OnSale(truth, p) ? "on sale" : "off")}";

    private static void Same(IEnumerable<string> read, IEnumerable<string> real)
    {
        var (was, there) = (read.Order(StringComparer.Ordinal).ToList(), real.Order(StringComparer.Ordinal).ToList());
        was.Except(there).Take(3).ShouldBe([], "read, but not there");
        there.Except(was).Take(3).ShouldBe([], "there, but not read");
        was.Count.ShouldBe(there.Count);
    }
}
