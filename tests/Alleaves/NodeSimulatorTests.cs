using System.Globalization;
using Sync.ConnectorKit;
using Sync.Model;
using Sync.TestKit;

namespace Sync.Alleaves.Tests;

public sealed class NodeSimulatorTests
{
    [SkippableFact]
    public async Task Given_the_shared_simulator_When_all_streams_are_read_Then_they_add_up_to_what_it_expects()
    {
        using var pos = await NodeSimulator.StartAsync("--customers", "950", "--orders", "1900", "--products", "300", "--now", "2026-11-20T12:00:00Z");
        using var reading = Reading.Of(Settings(pos), Shops.Still());
        var expected = await pos.ExpectedAsync();

        var customers = await reading.ReadAsync(PosStream.Customers);
        var orders = await reading.ReadAsync(PosStream.Orders);
        var products = await reading.ReadAsync(PosStream.Products);

        customers.Customers.Count.ShouldBe(expected.GetProperty("customers").GetInt32());
        customers.End!.Coverage.ShouldBe(CoverageKind.Everything);
        products.Products.Count.ShouldBe(expected.GetProperty("products").GetInt32());
        orders.End!.Coverage.ShouldBe(CoverageKind.Window);
        var emails = customers.Customers.ToDictionary(c => c.Email!);
        var users = customers.Customers.ToDictionary(c => c.UserId!);
        var matched = orders.Orders.Where(o => Known(o, emails, users)).ToList();
        matched.Count.ShouldBe(expected.GetProperty("orders").GetInt32());
        orders.Orders.Count.ShouldBe(1900);
        orders.Orders.Count(o => o.BuyerEmail is null).ShouldBe(expected.GetProperty("placeholder").GetInt32());
        matched.Sum(o => o.Total.Major).ShouldBe(expected.GetProperty("spendingTotal").GetDecimal());
        orders.Orders.SelectMany(o => o.Lines).ShouldAllBe(l => l.ProductId.Length > 0 && l.Name.Length > 0 && l.Total.Minor > 0);
    }

    [SkippableFact]
    public async Task Given_a_simulator_that_throttles_fails_and_forgets_tokens_When_orders_are_read_Then_all_come()
    {
        using var pos = await NodeSimulator.StartAsync(
            "--customers", "100", "--orders", "3000", "--products", "10", "--now", "2026-11-20T12:00:00Z", "--old-orders", "0",
            "--fail429", "0.1", "--fail500", "0.1", "--token-requests", "20");
        using var reading = Reading.Of(Settings(pos), Shops.Hurried());

        var read = await reading.ReadAsync(PosStream.Orders);

        read.Error.ShouldBeNull();
        read.Orders.Count.ShouldBe(3000);
        reading.Meter.Throttled.ShouldBeGreaterThan(0);
    }

    private static bool Known(Order order, Dictionary<string, Customer> emails, Dictionary<string, Customer> users) =>
        order.BuyerEmail is { } email ? emails.ContainsKey(email) : users.ContainsKey(order.BuyerUserId!);

    private static Dictionary<string, string> Settings(NodeSimulator pos) => new()
    {
        ["username"] = "someone",
        ["password"] = "anything",
        ["baseUrl"] = pos.BaseUrl,
        ["historyDays"] = 90.ToString(CultureInfo.InvariantCulture),
    };
}
