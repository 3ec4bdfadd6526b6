using Sync.ConnectorKit;
using Sync.Simulator;

namespace Sync.Conformance.Tests;

/// <summary>A version of Lightspeed's API that is spoken no more, told from a store that is not there.</summary>
[Trait("Category", "Conformance")]
public sealed class LightspeedVersionTests
{
    [Theory]
    [InlineData(404)]
    [InlineData(410)]
    public async Task Given_a_version_that_ended_When_read_and_checked_Then_that_setting_is_named(int status)
    {
        await using var shop = await LightspeedShop.OpenAsync();
        foreach (var list in (string[])["/retailer", "/customers", "/sales", "/products", "/inventory", "/outlets"]) shop.Fake.Faults.Status(list, status);
        var reading = shop.Connect();

        var read = await reading.ReadAsync(PosStream.Customers);
        var check = await shop.Connect().Connector.CheckAsync(reading.Context, CancellationToken.None);

        var error = read.Error.ShouldBeOfType<FixSettingsException>();
        error.Setting.ShouldBe("apiVersion");
        error.OwnerMessage.ShouldContain("apiVersion");
        check.Verdicts[0].Message.ShouldBe(error.OwnerMessage);
        // Nothing of the credentials goes to the place that only shows whether the store is there.
        shop.Fake.Requests.Where(r => r.Path == "/api/1.0/token").ShouldAllBe(r => r.Body.Length == 0 && !r.Headers.ContainsKey("Authorization"));
        shop.Asked("token").ShouldBe(status == 404 ? 1 : 0);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(503)] // then it is not known
    public async Task Given_a_store_that_is_not_there_When_read_Then_its_address_is_named(int ofTokens)
    {
        await using var shop = await LightspeedShop.OpenAsync();
        shop.Fake.Faults.Status("/customers", 404);
        shop.Fake.Faults.Status("/token", ofTokens);

        var reading = shop.Connect().ReadAsync(PosStream.Customers);
        while (!reading.IsCompleted) // it is tried again for a while
        {
            shop.Time.Advance(TimeSpan.FromSeconds(5));
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System);
        }

        (await reading).Error.ShouldBeOfType<FixSettingsException>().Setting.ShouldBe("domainPrefix");
    }

    [Fact]
    public async Task Given_a_record_that_is_gone_When_it_is_read_by_its_id_Then_nothing_else_is_asked()
    {
        await using var shop = await LightspeedShop.OpenAsync();
        var reading = shop.Connect();

        await foreach (var page in ((IReadsById)reading.Connector).ReadByIdAsync(PosStream.Customers, ["none"], reading.Context, CancellationToken.None)) page.Records.ShouldBeEmpty();

        shop.Asked("token").ShouldBe(0);
    }
}
