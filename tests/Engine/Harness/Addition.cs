using System.Globalization;
using Sync.Store;

namespace Sync.Engine.Tests.Harness;

/// <summary>Adds up the stored orders in the plainest way, with none of the engine's code, and compares what the engine derived.</summary>
internal static class Addition
{
    public static async Task CheckAsync(TestOrg org, string context, string? except = null)
    {
        var matched = (await org.AllAsync("orders")).Select(d => new Sale(d.Body.Read())).ToList();
        var unmatched = (await org.AllAsync("unmatched_orders")).Select(d => new Sale(d.Body.Read())).ToList();
        matched.Select(s => s.Id).Intersect(unmatched.Select(s => s.Id)).ShouldBeEmpty(context);
        CheckShop(org, [.. matched, .. unmatched], context, except);
        await CheckCustomersAsync(org, matched, context);
        await CheckDaysAsync(org, [.. matched, .. unmatched], context);
    }

    // What the POS shows is stored as the POS shows it.
    private static void CheckShop(TestOrg org, List<Sale> stored, string context, string? except)
    {
        var byId = stored.ToDictionary(s => s.Id);
        var from = org.Shop.OrderWindow is { } window ? org.Time.GetUtcNow() - window : DateTimeOffset.MinValue;
        foreach (var order in org.Shop.Orders.Where(o => o.CreatedAt >= from && o.Id != except))
        {
            var sale = byId.GetValueOrDefault(order.Id).ShouldNotBeNull($"{context}: order {order.Id} is not stored");
            (sale.Total, sale.At).ShouldBe((order.Total.Major, order.CreatedAt), $"{context}: order {order.Id}");
        }
    }

    private static async Task CheckCustomersAsync(TestOrg org, List<Sale> sales, string context)
    {
        var customers = (await org.AllAsync("customers")).Select(d => d.Body.Read()).ToList();
        var spending = (await org.AllAsync("customer_spending")).ToDictionary(d => DocumentId.Unescape(d.Path.Id), d => d.Body.Read());
        var expected = new HashSet<string>();
        foreach (var customer in customers)
        {
            var own = sales.Where(s => s.Customer == customer.Text("id") && s.Counts).ToList();
            var where = $"{context}: customer {customer.Text("id")}";
            customer.Number("totalSpent").ShouldBe(own.Sum(s => s.Net), where);
            customer.Integer("orderCount").ShouldBe(own.Count(s => s.IsOrder), where);
            customer.Time("lastOrderDate").ShouldBe(own.Where(s => s.IsOrder).Max(s => (DateTimeOffset?)s.At), where);
            customer.Time("firstOrderDate").ShouldBe(own.Where(s => s.IsOrder).Min(s => (DateTimeOffset?)s.At), where);
            if (own.Count > 0) Compare(spending, expected, "cid_" + customer.Text("id"), own, context);
        }

        foreach (var people in customers.Where(c => c.Text("email")!.Contains('@')).GroupBy(c => c.Text("email")!))
        {
            var ids = people.Select(c => c.Text("id")).ToHashSet();
            var own = sales.Where(s => ids.Contains(s.Customer) && s.Counts).ToList();
            if (own.Count > 0) Compare(spending, expected, people.Key, own, context);
        }

        spending.Keys.Except(expected).ShouldBeEmpty($"{context}: spending of nobody");
        sales.Select(s => s.Customer).Except(customers.Select(c => c.Text("id"))).ShouldBeEmpty($"{context}: orders of nobody");
    }

    private static void Compare(Dictionary<string, DocumentFields> spending, HashSet<string> expected, string key, List<Sale> own, string context)
    {
        spending.ShouldContainKey(key, context);
        expected.Add(key);
        var found = spending[key];
        var (net, orders) = (own.Sum(s => s.Net), own.Count(s => s.IsOrder));
        found.Number("totalSpent").ShouldBe(net, $"{context}: {key}");
        found.Integer("orderCount").ShouldBe(orders, $"{context}: {key}");
        found.Number("avgOrderValue").ShouldBe(orders == 0 ? 0 : decimal.Round(net / orders, 2, MidpointRounding.AwayFromZero), $"{context}: {key}");
        found.Time("lastOrderDate").ShouldBe(own.Where(s => s.IsOrder).Max(s => (DateTimeOffset?)s.At), $"{context}: {key}");
    }

    private static async Task CheckDaysAsync(TestOrg org, List<Sale> sales, string context)
    {
        var days = (await org.AllAsync("daily_sales")).ToDictionary(d => d.Path.Id, d => d.Body.Read());
        var expected = sales.Where(s => s.Counts).GroupBy(s => s.Date).ToDictionary(g => g.Key);
        days.Keys.Order().ShouldBe(expected.Keys.Order(), context);
        foreach (var (date, day) in days)
        {
            var own = expected[date].ToList();
            day.Number("net").ShouldBe(own.Sum(s => s.Net), $"{context}: {date}");
            day.Integer("orderCount").ShouldBe(own.Count(s => s.IsOrder), $"{context}: {date}");
            day.Number("itemCount").ShouldBe(own.Sum(s => s.Lines.Sum(l => l.Quantity)), $"{context}: {date}");
            day.List("byHour").Sum(h => h.Number("net")).ShouldBe(own.Sum(s => s.Net), $"{context}: {date} by hour");
            var products = own.SelectMany(s => s.Lines).GroupBy(l => l.Product)
                .ToDictionary(g => g.Key, g => (g.Sum(l => l.Quantity), g.Sum(l => l.Total)));
            day.List("products").ToDictionary(p => p.Text("productId")!, p => (p.Number("quantity")!.Value, p.Number("net")!.Value))
                .ShouldBe(products, ignoreOrder: true, customMessage: $"{context}: {date} by product");
        }

        days.Values.Sum(d => d.Number("net")).ShouldBe(sales.Where(s => s.Counts).Sum(s => s.Net), context);
    }

    private sealed class Sale(DocumentFields order)
    {
        public string Id { get; } = order.Text("id")!;

        public string? Customer { get; } = order.Text("customerId");

        public string Date { get; } = order.Text("businessDate")!;

        public DateTimeOffset At { get; } = order.Time("createdAt")!.Value;

        public decimal Total { get; } = order.Number("total")!.Value;

        public bool Counts { get; } = order.Text("status") is not ("open" or "cancelled");

        public bool IsOrder => Counts && Total >= 0 && order.Text("status") != "refunded";

        public decimal Net => Total - (order.Text("status") == "refunded" && order.Number("refunded") == 0 ? Math.Max(0, Total) : order.Number("refunded")!.Value);

        public List<(string Product, decimal Quantity, decimal Total)> Lines { get; } =
            [.. order.List("items").Select(i => (i.Text("productId")!, i.Number("quantity")!.Value, i.Number("total")!.Value))];

        public override string ToString() => Id + " " + Net.ToString(CultureInfo.InvariantCulture);
    }
}
