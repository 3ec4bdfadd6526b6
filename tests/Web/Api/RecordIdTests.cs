using Sync.Model;
using Sync.Store;

namespace Sync.Web.Tests.Api;

/// <summary>Records whose ids an address has to encode, and ids as long as they may be.</summary>
public sealed class RecordIdTests
{
    private const string Shop = "/api/orgs/shop/";
    private static readonly OrgId Org = OrgId.Parse("shop");

    [Theory]
    [InlineData("customers")]
    [InlineData("orders")]
    [InlineData("products")]
    public async Task GivenIdsThatHoldSlashesAndPercentSigns_WhenTheyAreAskedFor_ThenEachGivesItsOwnRecord(string collection)
    {
        await using var service = await Service.StartAsync();
        using var user = await ApiUser.WithKeyAsync(service, "shop", "data:read");
        string[] ids = ["a/b", "a%2Fb", "a%252Fb", "p/q", "/", "x%/y é"];
        await service.Parts.Store.OpenTenant(Org).CommitAsync([.. ids.Select(id => Record(collection, id))]);

        foreach (var id in ids)
            (await user.GetAsync($"{Shop}{collection}/{Uri.EscapeDataString(id)}")).ShouldBe(200).Json.GetProperty("id").GetString().ShouldBe(id);
        (await user.GetAsync($"{Shop}{collection}/p%2fq?")).ShouldBe(200).Json.GetProperty("id").GetString().ShouldBe("p/q");
        (await user.GetAsync($"{Shop}{collection}/p%252Fq")).ShouldBe(404);
    }

    [Fact]
    public async Task GivenIdsAsLongAsADocumentsMayBe_WhenTheyAreAskedForOrListed_ThenTheyAreFound()
    {
        await using var service = await Service.StartAsync();
        using var user = await ApiUser.WithKeyAsync(service, "shop", "data:read");
        var spender = new string('c', DocumentId.MaxBytes - 4); // what they spent is stored under a key with a mark of four letters
        var (first, second) = (new string('a', DocumentId.MaxBytes), new string('b', DocumentId.MaxBytes));
        await service.Parts.Store.OpenTenant(Org).CommitAsync(
            [Record("customers", first), Record("customers", spender), Record("orders", first, second), Record("orders", second, second)]);

        (await user.GetAsync(Shop + "customers/" + first)).ShouldBe(200);
        (await user.GetAsync(Shop + "spending?who=" + spender)).ShouldBe(200).Json.GetProperty("source").GetString().ShouldNotBe("unknown_customer");
        var page = (await user.GetAsync($"{Shop}orders?customerId={second}&limit=1")).ShouldBe(200);
        page.Ids.ShouldBe([second]);
        (await user.GetAsync(page.Headers["Link"].Split('<', '>')[1])).ShouldBe(200).Ids.ShouldBe([first]);
        (await user.GetAsync($"{Shop}orders?customerId={second}b")).ShouldBe(400).Error("customerId").ShouldContain("1500");
    }

    private static DocumentWrite Record(string collection, string id, string customer = "c") => DocumentWrite.Create(new DocumentPath(collection, DocumentId.Escape(id)), DocumentBody.Build(w =>
    {
        w.Time("createdAt", new DateTimeOffset(2026, 1, 5, 12, 0, 0, TimeSpan.Zero));
        w.Text("customerId", customer);
        w.Text("id", id);
        if (collection == "products") w.Text("name", "Tea");
        w.Text("orgId", Org.Value);
        if (collection == "orders") w.Text("status", "completed");
        if (collection == "orders") w.Number("total", 1m);
    }));
}
