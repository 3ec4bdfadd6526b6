using System.Net;
using Sync.Engine.Accounts;
using Sync.Web.Tests.Access;

namespace Sync.Web.Tests.Keys;

/// <summary>A service that was started with another master key than its store was filled with.</summary>
public sealed class OtherMasterKeyTests
{
    [Fact]
    public async Task GivenAStoreOfAnotherMasterKey_WhenSomebodyComes_ThenThePageSaysWhichKeyToSet()
    {
        using var folder = new TempFolder();
        await using (var before = await Service.OverAsync(folder.Store))
        {
            using var admin = await Browserish.SignedInAsync(before, "shop", Role.Admin);
        }

        await using var service = await Service.OverAsync(folder.Store, masterKey: Convert.ToBase64String(new byte[32]));
        using var somebody = new Browserish(service.Url);

        using var page = await somebody.GetAsync("/sign-in");

        page.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await page.Content.ReadAsStringAsync()).ShouldContain("SYNC_MASTER_KEY");
    }
}
