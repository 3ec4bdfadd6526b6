using System.Globalization;
using System.Text;
using Sync.Simulator.Kit;

namespace Sync.Simulator.Shopify;

/// <summary>The truth as Shopify's graph.</summary>
internal sealed partial class FakeShopifyGraph(PosTruth truth, FakeShopify pos, TimeProvider time)
{
    private const int ListLimit = 25_000;

    private readonly FakeShopifyIndex index = new();

    public GraphQlNode Root() => new()
    {
        Type = "QueryRoot",
        ["shop", true] = new GraphQlNode { Type = "Shop", ["name", true] = "Demo", ["currencyCode", true] = truth.Currency, ["ianaTimezone", true] = FakeShopify.TimeZone },
        ["publicApiVersions", true] = pos.Versions.Select(v => new GraphQlNode { Type = "ApiVersion", ["handle", true] = v, ["supported", true] = true }).ToList(),
        ["currentAppInstallation", true] = new GraphQlNode
        {
            Type = "AppInstallation",
            ["accessScopes", true] = pos.Scopes.Select(s => new GraphQlNode { Type = "AccessScope", ["handle", true] = s }).ToList(),
        },
        ["orders"] = a => List(
            a, index.Of("orders", truth.Orders.Snapshot(), all => all.Where(o => !o.Deleted).Select(o => new Entry(o.Id, o.UpdatedAt, o.CreatedAt, () => Order(o)))),
            wholeDays: false, e => Visible(e.CreatedAt)),
        ["ordersCount"] = a => Count(a, truth.Orders.Snapshot().Where(o => !o.Deleted && Visible(o.CreatedAt)).Select(o => new Entry(o.Id, o.UpdatedAt, o.CreatedAt, () => Order(o))), wholeDays: false),
        ["customersCount"] = a => Count(a, truth.Customers.Snapshot().Where(c => !c.Deleted).Select(c => new Entry(c.Id, c.UpdatedAt, c.CreatedAt, () => Customer(c))), wholeDays: true),
        ["productsCount"] = a => Count(a, Products(truth.Products.Snapshot()).Select(g => new Entry(g.Key, g.Max(v => v.UpdatedAt), g.Min(v => v.CreatedAt), () => Product(g))), wholeDays: false),
        ["bulkOperation"] = a => pos.Bulk.Find(a.Text("id")),
        ["order"] = a => Orders().FirstOrDefault(o => Gid("Order", o.Id) == a.Text("id")) is { } order ? Order(order) : null,
        ["nodes"] = a => new GraphQlNodes([.. a.Texts("ids").Select(Node)]),
        ["customers"] = a => List(
            a, index.Of("customers", truth.Customers.Snapshot(), all => all.Where(c => !c.Deleted).Select(c => new Entry(c.Id, c.UpdatedAt, c.CreatedAt, () => Customer(c)))),
            wholeDays: true),
        ["products"] = a => List(
            a, index.Of("products", truth.Products.Snapshot(), all => Products(all).Select(g => new Entry(g.Key, g.Max(v => v.UpdatedAt), g.Min(v => v.CreatedAt), () => Product(g)))),
            wholeDays: false),
        ["product"] = a => Products(truth.Products.Snapshot()).FirstOrDefault(g => Gid("Product", g.Key) == a.Text("id")) is { } group ? Product(group) : null,
        ["locations"] = a => List(
            a, index.Of("locations", truth.Locations.Snapshot(), all => all.Select(l => new Entry(l.Id, default, default, () => Location(l)))), wholeDays: false,
            e => a.Flag("includeInactive") || !pos.ClosedLocations.Contains(e.Id)),
        ["location"] = a => truth.Locations.Snapshot().FirstOrDefault(l => Gid("Location", l.Id) == a.Text("id")) is { } location ? Location(location) : null,
    };

    private GraphQlNode? Node(string gid)
    {
        if (gid.Split('/') is not ["gid:", "", "shopify", var type, var id]) return null;
        return type switch
        {
            "Order" => Orders().FirstOrDefault(o => o.Id == id) is { } order ? Order(order) : null,
            "Customer" => truth.Customers.Snapshot().FirstOrDefault(c => c.Id == id && !c.Deleted) is { } customer ? Customer(customer) : null,
            "Product" => Products(truth.Products.Snapshot()).FirstOrDefault(g => g.Key == id) is { } group ? Product(group) : null,
            "InventoryItem" => truth.Products.Snapshot().Any(p => p.Id == id && !p.Deleted) ? Item(id) : null,
            _ => null,
        };
    }

    // Without the permission for all of them, orders older than 60 days do not exist.
    private bool Visible(DateTimeOffset createdAt) => pos.Scopes.Contains("read_all_orders") || createdAt >= time.GetUtcNow().AddDays(-60);

    private IEnumerable<TruthOrder> Orders() => truth.Orders.Snapshot().Where(o => !o.Deleted && Visible(o.CreatedAt));

    private static IEnumerable<IGrouping<string, TruthProduct>> Products(TruthProduct[] all) => all.Where(p => !p.Deleted).GroupBy(p => p.ParentId);

    private GraphQlNode Order(TruthOrder o)
    {
        var gross = pos.TaxesIncluded;
        var shippingTax = o.ServiceCharge == 0 ? 0 : pos.ShippingTax;
        var shipping = o.ServiceCharge + (gross ? shippingTax : 0);
        return new GraphQlNode
        {
            Type = "Order",
            ["id", true] = Gid("Order", o.Id),
            ["createdAt", true] = Time(o.CreatedAt),
            ["processedAt", true] = Time(o.CreatedAt),
            ["updatedAt", true] = Time(o.UpdatedAt),
            ["cancelledAt", true] = o.Status == TruthStatus.Cancelled ? Time(o.UpdatedAt) : null,
            ["test", true] = pos.TestOrders.Contains(o.Id),
            ["sourceName", true] = o.Type == TruthType.Online ? "web" : "pos",
            ["email", true] = o.CustomerId is null ? null : index.ById("customers", truth.Customers.Snapshot(), c => c.Id).GetValueOrDefault(o.CustomerId)?.Email,
            ["phone", true] = null,
            ["taxesIncluded", true] = gross,
            ["dutiesIncluded", true] = false,
            ["displayFinancialStatus", true] = o.Status switch
            {
                TruthStatus.Open => "PENDING",
                TruthStatus.Cancelled => "VOIDED",
                _ when o.Refunded == 0 => "PAID",
                _ => o.Refunded >= o.Total ? "REFUNDED" : "PARTIALLY_REFUNDED",
            },
            ["retailLocation", true] = Only("Location", o.LocationId),
            ["customer", true] = o.CustomerId is { } customer ? Only("Customer", customer) : null,
            ["subtotalPriceSet", true] = Bag(o.Subtotal - o.Discount + (gross ? o.Tax - shippingTax : 0)),
            ["totalPriceSet", true] = Bag(o.Total - o.Rounding), // Rounding of cash is told with the payment only.
            ["currentTotalPriceSet", true] = Bag(o.Status == TruthStatus.Cancelled ? 0 : o.Total - o.Rounding - Math.Max(o.Refunded, ValueReturned(o) + TaxReturned(o))),
            ["totalReceivedSet", true] = Bag(o.Status != TruthStatus.Completed ? 0 : o.Total - o.Rounding - (pos.Edited.Contains(o.Id) ? ValueReturned(o) + TaxReturned(o) : 0)),
            ["totalTaxSet", true] = Bag(o.Tax),
            ["currentTotalTaxSet", true] = Bag(o.Status == TruthStatus.Cancelled ? 0 : o.Tax - TaxReturned(o)),
            ["totalDiscountsSet", true] = Bag(o.Discount),
            ["totalRefundedSet", true] = Bag(o.Refunded),
            ["totalTipReceivedSet", true] = Bag(o.Tip),
            ["originalTotalDutiesSet", true] = null,
            ["originalTotalAdditionalFeesSet", true] = null,
            ["shippingLines", true] = Nested(o.ServiceCharge == 0 ? [] : [.. Split(shipping, shippingTax)]),
            ["lineItems", true] = Nested([.. o.Lines.Select((l, i) => Line(o, l, i))]),
            ["transactions", true] = o.Status == TruthStatus.Completed ? (IReadOnlyList<GraphQlNode>)[Payment(o)] : [],
        };
    }

    private long TaxReturned(TruthOrder o) => o.Subtotal == 0 ? 0 : o.Tax * ValueReturned(o) / o.Subtotal;

    private long ValueReturned(TruthOrder o) => o.Lines.Select((line, i) => pos.Returned.TryGetValue((o.Id, i), out var back) ? (long)(line.Total * back / line.Quantity) : 0).Sum();

    // The first line has all of the money: the others were free.
    private IEnumerable<GraphQlNode> Split(long amount, long tax) =>
        Enumerable.Range(0, pos.ShippingLines).Select(i => i == 0 ? Shipping(amount, tax) : Shipping(0, 0));

    private GraphQlNode Shipping(long amount, long tax) => new()
    {
        Type = "ShippingLine",
        ["originalPriceSet", true] = Bag(amount),
        ["discountedPriceSet", true] = Bag(amount),
        ["taxLines", true] = (IReadOnlyList<GraphQlNode>)[new GraphQlNode { Type = "TaxLine", ["priceSet", true] = Bag(tax) }],
    };

    private GraphQlNode Payment(TruthOrder o) => new()
    {
        Type = "OrderTransaction",
        ["kind", true] = "SALE",
        ["status", true] = "SUCCESS",
        ["amountRoundingSet", true] = o.Rounding == 0 ? null : Bag(o.Rounding),
    };

    private GraphQlNode Line(TruthOrder order, TruthLine line, int position)
    {
        var product = index.ById("products", truth.Products.Snapshot(), p => p.Id).GetValueOrDefault(line.ProductId);
        if (product?.Deleted == true) product = null;
        return new GraphQlNode
        {
            Type = "LineItem",
            ["id", true] = Gid("LineItem", $"{order.Id}{position:0000}"),
            ["name", true] = line.Name,
            ["quantity", true] = (int)line.Quantity,
            ["currentQuantity", true] = (int)line.Quantity - (pos.Returned.TryGetValue((order.Id, position), out var back) ? back : 0),
            ["product", true] = product is null ? null : new GraphQlNode { Type = "Product", ["id", true] = Gid("Product", product.ParentId), ["productType", true] = product.Category ?? "" },
            ["variant", true] = product is null ? null : Only("ProductVariant", line.ProductId),
            ["originalUnitPriceSet", true] = Bag(line.UnitPrice),
            ["originalTotalSet", true] = Bag(line.Total),
        };
    }

    private GraphQlNode Customer(TruthCustomer c) => new()
    {
        Type = "Customer",
        ["id", true] = Gid("Customer", c.Id),
        ["createdAt", true] = Time(c.CreatedAt),
        ["updatedAt", true] = Time(c.UpdatedAt),
        ["firstName", true] = pos.NulledOfCustomers.Contains("firstName") ? null : c.FirstName,
        ["lastName", true] = c.LastName,
        ["defaultEmailAddress", true] = c.Email is null || pos.NulledOfCustomers.Contains("defaultEmailAddress") ? null : new GraphQlNode { Type = "CustomerEmailAddress", ["emailAddress", true] = c.Email },
        ["defaultPhoneNumber", true] = c.Phone is null ? null : new GraphQlNode { Type = "CustomerPhoneNumber", ["phoneNumber", true] = c.Phone },
    };

    private GraphQlNode Product(IGrouping<string, TruthProduct> group) => new()
    {
        Type = "Product",
        ["id", true] = Gid("Product", group.Key),
        ["title", true] = group.First().Name,
        ["vendor", true] = "Example",
        ["productType", true] = group.First().Category ?? "",
        ["status", true] = group.All(v => v.Archived) ? "ARCHIVED" : "ACTIVE",
        ["updatedAt", true] = Time(group.Max(v => v.UpdatedAt)),
        ["category", true] = null,
        ["featuredMedia", true] = null,
        ["variants", true] = Nested([.. group.Select(Variant)]),
    };

    private GraphQlNode Variant(TruthProduct p) => new()
    {
        Type = "ProductVariant",
        ["id", true] = Gid("ProductVariant", p.Id),
        ["title", true] = p.Variant ?? "Default Title",
        ["sku", true] = p.Sku,
        ["barcode", true] = p.Barcode,
        ["price", true] = Amount(p.Price),
        ["inventoryQuantity", true] = (int)index.Groups(truth.Levels.Snapshot())[p.Id].Sum(l => l.Quantity),
        ["inventoryItem", true] = Item(p.Id),
    };

    // Its own number at Shopify; here the variant's.
    private GraphQlNode Item(string variant) => new()
    {
        Type = "InventoryItem",
        ["id", true] = Gid("InventoryItem", variant),
        ["inventoryLevels"] = _ => Nested([.. truth.Levels.Snapshot().Where(l => l.ProductId == variant).Select(Placed)]),
        ["tracked", true] = !pos.Untracked.Contains(variant),
        ["unitCost", true] = null,
        ["variants", true] = Nested([Only("ProductVariant", variant)]),
    };

    private GraphQlNode Location(TruthLocation location) => new()
    {
        Type = "Location",
        ["id", true] = Gid("Location", location.Id),
        ["isActive", true] = !pos.ClosedLocations.Contains(location.Id),
        ["inventoryLevels"] = a => List(
            a,
            index.Of(location.Id, truth.Levels.Snapshot(), all => all.Where(l => l.LocationId == location.Id)
                .Select(l => new Entry(l.ProductId, l.UpdatedAt, l.UpdatedAt, () => Level(l)))),
            wholeDays: false, _ => !pos.ClosedLocations.Contains(location.Id), pos.LevelsUnordered),
    };

    private GraphQlNode Level(TruthLevel level) => new()
    {
        Type = "InventoryLevel",
        ["quantities", true] = (IReadOnlyList<GraphQlNode>)
            [new GraphQlNode { Type = "InventoryQuantity", ["name", true] = "available", ["quantity", true] = (int)level.Quantity }],
        ["item", true] = Item(level.ProductId),
    };

    private GraphQlNode Placed(TruthLevel level)
    {
        var node = Level(level);
        node["location", true] = Only("Location", level.LocationId);
        return node;
    }

    private GraphQlNode Bag(long minor) => new()
    {
        Type = "MoneyBag",
        ["shopMoney", true] = new GraphQlNode { Type = "MoneyV2", ["amount", true] = Amount(minor), ["currencyCode", true] = truth.Currency },
    };

    // "40.0", as Shopify sends it: no more zeros than one, whatever the currency.
    private string Amount(long minor)
    {
        var scale = truth.Currency switch { "JPY" or "KRW" => 1m, "KWD" or "BHD" => 1000m, _ => 100m };
        return (minor / scale).ToString("0.0##", CultureInfo.InvariantCulture);
    }

    private static GraphQlNode Only(string type, string id) => new() { Type = type, ["id", true] = Gid(type, id) };

    private static string Gid(string type, string id) => $"gid://shopify/{type}/{id}";

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static GraphQlList Nested(IReadOnlyList<GraphQlNode> nodes)
    {
        var places = nodes.Select((n, i) => (n, i)).ToDictionary(p => p.n, p => p.i);
        return new GraphQlList(nodes, n => "cur_" + places[n].ToString("D9", CultureInfo.InvariantCulture), string.CompareOrdinal);
    }

    // Only the page's own nodes are made.
    private static GraphQlList List(GraphQlArgs args, FakeShopifySorted sorted, bool wholeDays, Predicate<Entry>? visible = null, bool downwards = false)
    {
        var reverse = args.Flag("reverse") || downwards;
        var byTime = args.Text("sortKey") == "UPDATED_AT";
        var found = FakeShopifySearch.Of(args.Text("query"), wholeDays)(sorted.By(byTime, reverse)).Where(e => visible?.Invoke(e) != false);
        // A bulk operation has neither pages nor that limit.
        if (args.Number("first") is not { } first) return new GraphQlList([], _ => "", (_, _) => 1) { Whole = found.Select(e => e.Make()) };
        found = found.Take(ListLimit);
        var after = FromCursor(args.Text("after"));
        var rest = after is not { } at ? found : found.SkipWhile(e => reverse ? e.Key(byTime).CompareTo(at) >= 0 : e.Key(byTime).CompareTo(at) <= 0);
        var cursors = new Dictionary<GraphQlNode, string>();
        foreach (var entry in rest.Take(first + 1)) cursors[entry.Make()] = "cur_" + ToCursor(entry.Key(byTime));
        return new GraphQlList([.. cursors.Keys], n => cursors[n], (_, _) => 1);
    }

    private static string ToCursor((long Time, ulong Id) key) => Convert.ToBase64String(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{key.Time}|{key.Id}")));

    private static (long Time, ulong Id)? FromCursor(string? cursor)
    {
        if (cursor is null) return null;
        try
        {
            var parts = Encoding.UTF8.GetString(Convert.FromBase64String(cursor["cur_".Length..])).Split('|');
            return (long.Parse(parts[0], CultureInfo.InvariantCulture), ulong.Parse(parts[1], CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is FormatException or ArgumentOutOfRangeException or IndexOutOfRangeException)
        {
            throw new FormatException("Invalid cursor for current pagination sort.", e);
        }
    }
}

/// <summary>A record of a list, before it is told.</summary>
internal sealed record Entry(string Id, DateTimeOffset UpdatedAt, DateTimeOffset CreatedAt, Func<GraphQlNode> Make)
{
    // Times have whole seconds; ids of any length sort as numbers.
    private readonly ulong number = ulong.Parse(Id, CultureInfo.InvariantCulture);
    private readonly long second = UpdatedAt.ToUnixTimeSeconds();

    public ulong Number => number;

    public (long Time, ulong Id) Key(bool byTime) => (byTime ? second : 0, number);
}

/// <summary>The little of Shopify's search that is used. What it does not know it refuses, where Shopify would ignore it.</summary>
internal static class FakeShopifySearch
{
    public static Func<IEnumerable<Entry>, IEnumerable<Entry>> Of(string? query, bool wholeDays)
    {
        if (string.IsNullOrWhiteSpace(query)) return all => all;
        var tests = query.Split(" AND ").Select(t => Term(t.Trim(), wholeDays)).ToList();
        return all => all.Where(e => tests.TrueForAll(t => t(e)));
    }

    private static Predicate<Entry> Term(string term, bool wholeDays)
    {
        if (term.StartsWith("updated_at:>=", StringComparison.Ordinal))
        {
            var from = Time(term["updated_at:>=".Length..]);
            return wholeDays ? e => e.UpdatedAt.UtcDateTime.Date >= from.UtcDateTime.Date : e => Second(e.UpdatedAt) >= from;
        }

        if (term.StartsWith("processed_at:>=", StringComparison.Ordinal))
        {
            var from = Time(term["processed_at:>=".Length..]);
            return e => Second(e.CreatedAt) >= from;
        }

        // The half of a window each; quoted as Shopify wants times.
        if (term.StartsWith("created_at:>=", StringComparison.Ordinal))
        {
            var from = Time(term["created_at:>=".Length..]);
            return e => Second(e.CreatedAt) >= from;
        }

        if (term.StartsWith("created_at:<'", StringComparison.Ordinal))
        {
            var before = Time(term["created_at:<".Length..]);
            return e => Second(e.CreatedAt) < before;
        }

        if (term.StartsWith("id:<", StringComparison.Ordinal) && ulong.TryParse(term["id:<".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var below))
            return e => e.Number < below;
        // Of levels, whose entries go by their items.
        if (term.StartsWith("inventory_item_id:>", StringComparison.Ordinal) && ulong.TryParse(term["inventory_item_id:>".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var above))
            return e => e.Number > above;
        throw new FormatException("Invalid search: " + term);
    }

    private static DateTimeOffset Time(string quoted) =>
        quoted.Length > 2 && quoted[0] == '\'' && quoted[^1] == '\'' && quoted[^2] == 'Z'
        && DateTimeOffset.TryParse(quoted[1..^1], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at
            : throw new FormatException("Invalid time: " + quoted);

    private static DateTimeOffset Second(DateTimeOffset at) => at.AddTicks(-(at.Ticks % TimeSpan.TicksPerSecond));
}
