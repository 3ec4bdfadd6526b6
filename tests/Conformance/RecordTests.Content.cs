using Sync.Simulator.Kit;

namespace Sync.Conformance.Tests;

/// <summary>Odd content, other currencies, many records.</summary>
public abstract partial class RecordTests
{
    [Fact]
    public async Task Given_hostile_data_When_each_stream_is_read_Then_it_comes_through_unharmed()
    {
        await using var shop = await ShopAsync(Plan with { Customers = 20, Orders = 30, Products = 12 });
        string[] names = ["O'Neil \"Bob\"", "👩‍🚀🎉", "שלום עולם", "a\\b\nc\td", "<script>alert(1)</script>", "Ünïcödé\u0301", new string('x', 200)];
        for (var i = 0; i < names.Length; i++)
            shop.Truth.Customers[i] = shop.Truth.Customers[i] with { FirstName = names[i], LastName = names[^(i + 1)], Note = new string('n', 10_000) };
        shop.Truth.Customers[10] = shop.Truth.Customers[10] with { Email = null, Phone = null, FirstName = null, Note = null };
        var line = shop.Truth.Orders[0].Lines[0];
        shop.Truth.Orders[0] = shop.Truth.Orders[0] with { Lines = [line, line with { Name = names[1] }, line with { Quantity = -line.Quantity, Total = -line.Total }], Subtotal = line.Total, Discount = 0, Tax = 0, Tip = 0, Total = line.Total, Refunded = 0, Status = TruthStatus.Completed };
        var nobodys = shop.Truth.Orders.Select((o, i) => (o, i)).First(x => x.i > 0 && x.o.Status == TruthStatus.Completed);
        shop.Truth.Orders[nobodys.i] = nobodys.o with { CustomerId = null };
        shop.Truth.Products[3] = shop.Truth.Products[3] with { Category = null, Sku = null, Barcode = null };
        Settle(shop.Truth, Start);

        await shop.ReadAllAsync();

        shop.CompareAll();
    }

    [Theory]
    [InlineData("JPY")]
    [InlineData("KWD")]
    public async Task Given_a_currency_with_no_or_three_decimals_When_orders_are_read_Then_they_are_exact(string currency)
    {
        await using var shop = await ShopAsync(Plan with { Currency = currency, Customers = 60, Orders = 60 });

        await shop.ReadAllAsync();

        shop.CompareAll();
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Given_ten_thousand_records_When_each_stream_is_read_Then_the_records_are_the_POSs_own()
    {
        await using var shop = await ShopAsync(Plan with { Customers = 10_000, Orders = 10_000, Products = 2000 }, pageSize: null);

        await shop.ReadAllAsync();

        shop.CompareAll();
    }
}
