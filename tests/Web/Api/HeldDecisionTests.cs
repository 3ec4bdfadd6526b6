using System.Text.Json;
using Sync.Engine.Accounts;
using Sync.Engine.Deletes;
using Sync.Engine.Runs;
using Sync.Model;
using Sync.Store;
using Sync.Web.Tests.Access;

namespace Sync.Web.Tests.Api;

/// <summary>Held deletes that were decided on already, when somebody says the contrary: by the API and on the site.</summary>
public sealed class HeldDecisionTests
{
    private const string Held = "/api/orgs/a/connections/alleaves/held-deletes";
    private const string Page = "/orgs/a/connections/alleaves/deletes/";
    private static readonly OrgId Org = OrgId.Parse("a");

    [Theory]
    [InlineData("approve", "approved", "reject", 7)]
    [InlineData("reject", "rejected", "approve", 10)]
    public async Task GivenDeletesThatAreDecided_WhenTheContraryIsSaid_ThenItIsRefusedWithWhoDecidedWhat_AndTheFirstWordIsCarriedOut(string first, string decision, string contrary, int left)
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await HoldingAsync(pos);
        using var user = await ApiUser.WithKeyAsync(service, "a");
        using var admin = await Browserish.SignedInAsync(service, "a", Role.Admin);
        var set = (await user.GetAsync(Held)).Json.GetProperty("items")[0].GetProperty("set").GetString()!;
        var body = JsonSerializer.Serialize(new { set });
        var told = (await user.PostAsync($"{Held}/products/{first}", body)).ShouldBe(200).Body;

        var refused = (await user.PostAsync($"{Held}/products/{contrary}", body)).ShouldBe(409);
        refused.Json.GetProperty("detail").GetString()!.ShouldMatch($"were {decision} by Test on 20[0-9-]+ [0-9:]+ UTC.*Nothing was changed\\.");
        using var site = await admin.SubmitAsync("/orgs/a", Page + contrary, new() { ["stream"] = "products", ["set"] = set });
        (await admin.FollowAsync(site)).ShouldMatch($"role=\"status\">[^<]*were {decision} by Test");
        (await user.PostAsync($"{Held}/products/{first}", body)).ShouldBe(200).Body.ShouldBe(told);

        (await user.GetAsync(Held)).Json.GetProperty("items")[0].GetProperty("decision").GetString().ShouldBe(decision);
        (await user.GetAsync("/api/orgs/a/audit")).Json.GetProperty("items").EnumerateArray()
            .Count(e => e.GetProperty("action").GetString()!.StartsWith("deletes.", StringComparison.Ordinal)).ShouldBe(1);
        await service.Parts.Runner.RunAsync(Org, new RunOptions());
        (await service.Parts.Store.OpenTenant(Org).QueryAsync(new DocumentQuery { Collection = "products" }).CountAsync()).ShouldBe(left);
    }

    [Fact]
    public async Task GivenTenWhoDecideAtOnce_WhenHalfSayTheContrary_ThenOnlyThoseOfOneMindAreToldThatItCounts()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await HoldingAsync(pos);
        using var user = await ApiUser.WithKeyAsync(service, "a");
        var held = (await HeldDeletes.ListAsync(service.Parts.Store.OpenTenant(Org))).ShouldHaveSingleItem();
        var body = JsonSerializer.Serialize(new { set = held.Set });

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(async i =>
            (Approve: i % 2 == 0, (await user.PostAsync($"{Held}/products/{(i % 2 == 0 ? "approve" : "reject")}", body)).Status)));

        var stands = (await HeldDeletes.ListAsync(service.Parts.Store.OpenTenant(Org))).ShouldHaveSingleItem().Decision == HeldDecision.Approved;
        answers.ShouldAllBe(a => a.Status == (a.Approve == stands ? 200 : 409));
    }

    private static async Task<Service> HoldingAsync(Simulator.FakeAlleaves pos)
    {
        var service = await Service.StartAsync();
        await service.ConnectAsync("a", pos);
        await service.Parts.Orgs.SaveAsync(Org, new OrgSettings { Name = "A", DeleteLimitShare = 0, DeleteLimitCount = 1 });
        await service.Parts.Runner.RunAsync(Org, new RunOptions());
        foreach (var _ in Enumerable.Range(0, 3)) pos.Shop.Products.RemoveAt(0);
        await service.Parts.Runner.RunAsync(Org, new RunOptions());
        return service;
    }
}
