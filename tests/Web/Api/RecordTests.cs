using Sync.Engine.Accounts;
using Sync.Model;
using Sync.Store;

namespace Sync.Web.Tests.Api;

/// <summary>Customers, orders, products, runs and spending by the API: pages, filters, costs.</summary>
public sealed class RecordTests
{
    private static readonly OrgId Org = OrgId.Parse("shop");

    [Fact]
    public async Task GivenMoreThanAPage_WhenItIsReadToTheEndWhileThingsComeAndGo_ThenEveryOtherItemComesOnce()
    {
        await using var service = await Service.StartAsync();
        using var user = await ApiUser.WithKeyAsync(service, "shop");
        var tenant = service.Parts.Store.OpenTenant(Org);
        await tenant.CommitAsync([.. Enumerable.Range(0, 130).Select(i => Order("o" + i, i % 3 == 0 ? "a" : "b", Minute(i / 4)))]);
        List<string> seen = [];
        var path = "/api/orgs/shop/orders?limit=20";
        for (var page = 0; path is not null && page < 20; page++)
        {
            var reply = (await user.GetAsync(path)).ShouldBe(200);
            seen.AddRange(reply.Ids);
            path = reply.Headers.TryGetValue("Link", out var link) ? link.Split('<', '>')[1] : null;
            (path is null).ShouldBe(reply.Json.GetProperty("next").ValueKind == System.Text.Json.JsonValueKind.Null);
            await tenant.CommitAsync([Order("new" + page, "a", Minute(1000 + page)), DocumentWrite.Delete(new DocumentPath("orders", seen[^1]))]);
        }

        var expected = Enumerable.Range(0, 130).OrderByDescending(i => i / 4).ThenByDescending(i => "o" + i, StringComparer.Ordinal).Select(i => "o" + i);
        seen.ShouldBe(expected);
    }

    [Fact]
    public async Task GivenManyReadersAtOnce_WhenTheyReadPagesOfDifferentSizes_ThenEachGetsTheirOwn()
    {
        await using var service = await Service.StartAsync();
        using var user = await ApiUser.WithKeyAsync(service, "shop");
        await service.Parts.Store.OpenTenant(Org).CommitAsync([.. Enumerable.Range(0, 200).Select(i => Order("o" + i, "a", Minute(i)))]);
        var newestFirst = Enumerable.Range(0, 200).Reverse().Select(i => "o" + i).ToList();
        await Task.WhenAll(Enumerable.Range(0, 100).Select(async i =>
        {
            var limit = 1 + (i * 37 % 100);
            (await user.GetAsync("/api/orgs/shop/orders?limit=" + limit)).ShouldBe(200).Ids.ShouldBe(newestFirst.Take(limit));
        }));
    }

    [Fact]
    public async Task GivenACursor_WhenItIsUsedForAnotherQuery_ThenItIsRefused()
    {
        await using var service = await Service.StartAsync();
        using var user = await ApiUser.WithKeyAsync(service, "shop");
        await service.Parts.Store.OpenTenant(Org).CommitAsync([.. Enumerable.Range(0, 5).Select(i => Order("o" + i, "a", Minute(i)))]);
        var next = (await user.GetAsync("/api/orgs/shop/orders?limit=2")).Json.GetProperty("next").GetString();
        (await user.GetAsync($"/api/orgs/shop/orders?limit=3&cursor={next}")).ShouldBe(200).Ids.ShouldBe(["o2", "o1", "o0"]);
        (await user.GetAsync($"/api/orgs/shop/orders?customerId=a&cursor={next}")).ShouldBe(400).Error("cursor").ShouldNotBeEmpty();
        (await user.GetAsync($"/api/orgs/shop/customers?cursor={next}")).ShouldBe(400).Error("cursor").ShouldNotBeEmpty();
    }

    [Fact]
    public async Task GivenOrdersAndCustomers_WhenTheyAreFiltered_ThenThoseAloneCome()
    {
        await using var service = await Service.StartAsync();
        using var user = await ApiUser.WithKeyAsync(service, "shop");
        var tenant = service.Parts.Store.OpenTenant(Org);
        await tenant.CommitAsync([.. Enumerable.Range(0, 10).Select(i => Order("o" + i, i % 2 == 0 ? "even" : "odd", Minute(i)))]);
        await tenant.CommitAsync([.. Enumerable.Range(0, 6).Select(i => Customer("c" + i, i % 2 == 0 ? "vip" : "new", 10 * i))]);
        (await user.GetAsync("/api/orgs/shop/orders?customerId=odd&limit=2")).Ids.ShouldBe(["o9", "o7"]);
        (await user.GetAsync($"/api/orgs/shop/orders?from={Minute(3):yyyy-MM-ddTHH:mm:ssZ}&to={Minute(6):yyyy-MM-ddTHH:mm:ssZ}")).Ids.ShouldBe(["o5", "o4", "o3"]);
        (await user.GetAsync($"/api/orgs/shop/orders?customerId=even&to={Minute(6):yyyy-MM-ddTHH:mm:ssZ}")).Ids.ShouldBe(["o4", "o2", "o0"]);
        var vips = (await user.GetAsync("/api/orgs/shop/customers?segment=vip&limit=2")).ShouldBe(200);
        vips.Ids.ShouldBe(["c4", "c2"]);
        (await user.GetAsync("/api/orgs/shop/customers?segment=vip&limit=2&cursor=" + vips.Json.GetProperty("next").GetString())).Ids.ShouldBe(["c0"]);
        (await user.GetAsync("/api/orgs/shop/customers?email=c3@shop.example")).Ids.ShouldBe(["c3"]);
        (await user.GetAsync("/api/orgs/shop/customers?email=%20C3@Shop.example")).Ids.ShouldBe(["c3"]);
        (await user.GetAsync("/api/orgs/shop/customers?segment=rich")).ShouldBe(400).Error("segment").ShouldContain("vip");
        (await user.GetAsync("/api/orgs/shop/customers")).Ids.ShouldBe(["c0", "c1", "c2", "c3", "c4", "c5"]);
        (await user.GetAsync("/api/orgs/shop/orders/o3")).ShouldBe(200).Json.GetProperty("customerId").GetString().ShouldBe("odd");
        foreach (var none in (string[])["o99", "a%2Fb"]) (await user.GetAsync("/api/orgs/shop/orders/" + none)).ShouldBe(404);
    }

    [Fact]
    public async Task GivenCosts_WhenProductsAreRead_ThenOnlyWhoMayReadCostsSeesThem()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        await service.ConnectAsync("shop", pos);
        await service.SyncAsync();
        using var manager = await ApiUser.MemberAsync(service, "shop", Role.Manager);
        using var viewer = await ApiUser.MemberAsync(service, "shop", Role.Viewer);
        using var key = await ApiUser.WithKeyAsync(service, "shop", "data:read");
        var id = (await manager.GetAsync("/api/orgs/shop/products")).ShouldBe(200).Ids[0];
        (await manager.GetAsync("/api/orgs/shop/products")).Body.ShouldContain("\"cost\"");
        (await manager.GetAsync("/api/orgs/shop/products/" + id)).ShouldBe(200);
        foreach (var user in new[] { viewer, key })
            foreach (var path in (string[])["/api/orgs/shop/products", "/api/orgs/shop/products/" + id])
            {
                var reply = (await user.GetAsync(path)).ShouldBe(200);
                reply.Body.ShouldNotContain("\"cost\"");
                reply.Body.ShouldNotContain("\"batchCost\"");
            }
    }

    [Fact]
    public async Task GivenASync_WhenItsRunStatusAndSpendingAreRead_ThenTheyAreAsStoredAndTheLogsWordsStayIn()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        await service.ConnectAsync("shop", pos);
        await service.SyncAsync();
        using var user = await ApiUser.WithKeyAsync(service, "shop");
        var run = (await user.GetAsync("/api/orgs/shop/runs?connection=alleaves&result=done")).ShouldBe(200).Ids.ShouldHaveSingleItem();
        (await user.GetAsync("/api/orgs/shop/runs/" + run)).ShouldBe(200).Body.ShouldNotContain("errorDetail");
        foreach (var list in (string[])["runs", "runs.ndjson"])
            (await user.GetAsync($"/api/orgs/shop/{list}?connection=other")).ShouldBe(404).Body.ShouldContain("There is no such connection.");
        (await user.GetAsync("/api/orgs/shop/runs/none")).ShouldBe(404);
        var lines = (await user.GetAsync("/api/orgs/shop/runs.ndjson")).ShouldBe(200);
        lines.Body.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(1);
        (await user.GetAsync("/api/orgs/shop/audit")).Json.GetProperty("items")[0].GetProperty("action").GetString().ShouldBe("data.exported");
        (await user.GetAsync("/api/orgs/shop/runs.ndjson?from=x")).ShouldBe(400);

        var buyer = (await user.GetAsync("/api/orgs/shop/customers?limit=100")).Json.GetProperty("items").EnumerateArray().First(c => c.GetProperty("orderCount").GetInt32() > 0);
        var spent = (await user.GetAsync("/api/orgs/shop/spending?who=" + buyer.GetProperty("id").GetString())).ShouldBe(200).Json;
        spent.GetProperty("source").GetString().ShouldBe("stored");
        spent.GetProperty("spending").GetProperty("totalSpent").GetDecimal().ShouldBe(buyer.GetProperty("totalSpent").GetDecimal());
        (await user.GetAsync("/api/orgs/shop/spending?who=nobody@nowhere.example")).ShouldBe(200).Json.GetProperty("source").GetString().ShouldBe("unknown_customer");
        (await user.GetAsync("/api/orgs/shop/spending")).ShouldBe(400).Error("who").ShouldNotBeEmpty();
    }

    private static DateTimeOffset Minute(int minute) => new DateTimeOffset(2026, 1, 5, 0, 0, 0, TimeSpan.Zero).AddMinutes(minute);

    private static DocumentWrite Order(string id, string customer, DateTimeOffset at) => DocumentWrite.Create(new DocumentPath("orders", id), DocumentBody.Build(w =>
    {
        w.Time("createdAt", at);
        w.Text("customerId", customer);
        w.Text("id", id);
        w.Text("orgId", "shop");
        w.Text("status", "completed");
        w.Number("total", 5);
    }));

    private static DocumentWrite Customer(string id, string segment, long spent) => DocumentWrite.Create(new DocumentPath("customers", id), DocumentBody.Build(w =>
    {
        w.Text("email", id + "@shop.example");
        w.Text("id", id);
        w.Text("orgId", "shop");
        w.Text("segment", segment);
        w.Number("totalSpent", spent);
    }));
}
