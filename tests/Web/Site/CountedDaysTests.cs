using System.Globalization;
using Sync.Engine.Accounts;
using Sync.Web.Tests.Access;
using Sync.Web.Tests.Site.Import;

namespace Sync.Web.Tests.Site;

/// <summary>What the site says of days that were compared: how many they are, and in which currency they are counted.</summary>
public sealed class CountedDaysTests
{
    private const string Page = "/orgs/a";

    [Fact]
    public async Task GivenTwoLocationsAndTwoDaysInAnotherCurrencyThanTheShops_WhenTheyAreCompared_ThenTwoDaysAddUp_InTheirOwnCurrency()
    {
        await using var service = await Service.StartAsync();
        using var manager = await Browserish.SignedInAsync(service, "a", Role.Manager);
        var now = TimeProvider.System.GetUtcNow();
        var (one, two) = (Day(now.AddDays(-2)), Day(now.AddDays(-1)));
        var address = await manager.UploadedAsync(
            $"Order ID,Date,Customer ID,Location,Total\n1,{one} 10:00,C1,L1,5\n2,{one} 10:00,C1,L2,6\n3,{two} 10:00,C1,L1,7\n4,{two} 10:00,C1,L2,8\n");
        var fields = await manager.FieldsAsync(address);
        (fields["field-locationId"], fields["currency"]) = ("Location", "eur ");
        await manager.SubmitAsync(address, address + "/columns", fields);
        (await manager.DoneAsync(address)).ShouldContain("/start\"");
        await manager.SubmitAsync(address, address + "/start", []);
        (await manager.DoneAsync(address)).ShouldContain("is imported");

        using var compared = await manager.SubmitAsync(Page, Page + "/tie-out", []);

        var page = await manager.FollowAsync(compared);
        page.ShouldContain("role=\"status\">All 2 days add up.<");
        page.ShouldContain("✓</span> All 2 days add up");
        page.ShouldContain("8.00 EUR in 1 sale");
        page.ShouldNotContain(" USD in ");
    }

    private static string Day(DateTimeOffset at) => at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
