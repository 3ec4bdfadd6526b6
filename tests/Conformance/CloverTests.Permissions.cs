using Sync.ConnectorKit;
using Sync.Model;

namespace Sync.Conformance.Tests;

/// <summary>Clover answers 401 for a bad token, a missing permission and another merchant alike: which it is must not cost the grant.</summary>
public sealed partial class CloverTests
{
    [Fact]
    public async Task Given_the_merchants_own_permission_missing_When_checked_and_read_in_three_runs_Then_it_is_named_and_at_most_one_refresh_is_spent()
    {
        await using var shop = await Shop.OpenAsync(Sale("O1"));
        shop.Pos.Withheld["MERCHANT_R"] = true;
        shop.Pos.ExpireTokens();

        for (var run = 0; run < 3; run++)
        {
            using var reading = new ConformanceReading(shop.Pos, shop.Time);
            var report = await reading.Connector.CheckAsync(reading.Context, CancellationToken.None);
            var orders = await reading.ReadAsync(PosStream.Orders);

            report.Verdicts.ShouldHaveSingleItem().Message.ShouldContain("MERCHANT_R");
            orders.Error.ShouldBeOfType<FixSettingsException>().OwnerMessage.ShouldContain("MERCHANT_R");
            (await reading.ReadAsync(PosStream.Customers)).ById<Customer>().Count.ShouldBe(5);
            (await reading.ReadAsync(PosStream.Products)).ById<Product>().Count.ShouldBe(shop.Pos.Truth.Products.Count);
        }

        shop.Pos.Refreshes.ShouldBeLessThanOrEqualTo(1);
    }

    [Fact]
    public async Task Given_the_merchants_own_permission_and_another_missing_When_read_Then_the_other_is_named_and_no_refresh_is_spent()
    {
        await using var shop = await Shop.OpenAsync(Sale("O1"));
        shop.Pos.Withheld["MERCHANT_R"] = true;
        shop.Pos.Withheld["CUSTOMERS_R"] = true;

        (await shop.Reading.ReadAsync(PosStream.Customers)).Error.ShouldBeOfType<FixSettingsException>().OwnerMessage.ShouldContain("CUSTOMERS_R");
        (await shop.Reading.ReadAsync(PosStream.Orders)).Error.ShouldBeOfType<FixSettingsException>().OwnerMessage.ShouldContain("MERCHANT_R");
        (await shop.Reading.ReadAsync(PosStream.Products)).ById<Product>().Count.ShouldBe(shop.Pos.Truth.Products.Count);
        shop.Pos.Refreshes.ShouldBe(0);
    }

    [Fact]
    public async Task Given_another_merchants_id_When_the_renewed_token_is_refused_too_Then_the_id_is_named_as_a_cause_and_it_is_renewed_once()
    {
        await using var shop = await Shop.OpenAsync(Sale("O1"));
        using var reading = new ConformanceReading(shop.Pos, shop.Time, otherwise: new Dictionary<string, string> { ["merchantId"] = "ANOTHER" });

        var read = await reading.ReadAsync(PosStream.Orders);

        var said = read.Error.ShouldBeOfType<FixSettingsException>().OwnerMessage;
        said.ShouldContain("MERCHANT_R");
        said.ShouldContain("merchant id");
        shop.Pos.Refreshes.ShouldBe(1);
    }
}
