using System.Net;
using System.Text.Json.Nodes;
using Sync.TestKit;

namespace Sync.Web.Tests.Rules;

/// <summary>What apps may read and write in Firestore: firestore.rules, asked as a user asks.</summary>
public sealed class RulesTests
{
    public static TheoryData<string> Readable { get; } =
        ["customers/c1", "customer_spending/a@example.com", "orders/o1", "unmatched_orders/o2", "daily_sales/2026-01-01", "inventory/main:p1", "sync_status/pos", "products/p1", "publicViews/products/items/p1"];

    public static TheoryData<string> Bookkeeping { get; } =
        ["connections/alleaves", "keys/data", "ledger/alleaves", "leases/sync", "quarantine/q1", "runs/r1", "settings/s1", "members/u1", "anything/else", "customers/c1/notes/n1", "publicViews/costs"];

    [SkippableTheory]
    [MemberData(nameof(Readable))]
    public async Task GivenATenantsDocument_WhenItIsRead_ThenMembersOfTheOrgAloneSeeIt(string path)
    {
        using var client = await OpenAsync();
        await client.SeedAsync("tenants/A/" + path);
        await client.SeedAsync("tenants/B/" + path);
        var member = RulesClient.MemberOf("A");

        (await client.ReadAsync("tenants/A/" + path, member)).ShouldBe(HttpStatusCode.OK);
        (await client.ReadAsync("tenants/B/" + path, member)).ShouldBe(HttpStatusCode.Forbidden);
        (await client.ReadAsync("tenants/A/" + path, null)).ShouldBe(HttpStatusCode.Forbidden);
        (await client.ReadAsync("tenants/A/" + path, RulesClient.Token(new JsonObject { ["sub"] = "u1" }))).ShouldBe(HttpStatusCode.Forbidden);
    }

    [SkippableTheory]
    [MemberData(nameof(Bookkeeping))]
    public async Task GivenBookkeeping_WhenItIsRead_ThenNobodySeesIt(string path)
    {
        using var client = await OpenAsync();
        await client.SeedAsync("tenants/A/" + path);
        (await client.ReadAsync("tenants/A/" + path, RulesClient.MemberOf("A"))).ShouldBe(HttpStatusCode.Forbidden);
        (await client.ReadAsync("tenants/A/" + path, null)).ShouldBe(HttpStatusCode.Forbidden);
    }

    [SkippableTheory]
    [MemberData(nameof(Readable))]
    [MemberData(nameof(Bookkeeping))]
    public async Task GivenAnyDocument_WhenAnAppWritesIt_ThenItIsRefused(string path)
    {
        using var client = await OpenAsync();
        var member = RulesClient.MemberOf("A");
        (await client.ChangeAsync("tenants/A/" + path, member)).ShouldBe(HttpStatusCode.Forbidden);
        await client.SeedAsync("tenants/A/" + path);
        foreach (var token in new[] { member, RulesClient.MemberOf("B"), null })
        {
            (await client.ChangeAsync("tenants/A/" + path, token)).ShouldBe(HttpStatusCode.Forbidden);
            (await client.DeleteAsync("tenants/A/" + path, token)).ShouldBe(HttpStatusCode.Forbidden);
        }
    }

    [SkippableFact]
    public async Task GivenTwoOrgs_WhenCollectionsAreQueried_ThenOnlyTheOwnOneAnswers()
    {
        using var client = await OpenAsync();
        await client.SeedAsync("tenants/A/customers/c1");
        await client.SeedAsync("tenants/B/customers/c1");
        var member = RulesClient.MemberOf("A");
        (await client.QueryAsync("tenants/A", "customers", member)).ShouldBe(HttpStatusCode.OK);
        (await client.QueryAsync("tenants/B", "customers", member)).ShouldBe(HttpStatusCode.Forbidden);
        (await client.QueryAsync("tenants/A", "connections", member)).ShouldBe(HttpStatusCode.Forbidden);
        (await client.QueryAsync("", "tenants", member)).ShouldBe(HttpStatusCode.Forbidden);
        (await client.QueryAsync("", "customers", member, everywhere: true)).ShouldBe(HttpStatusCode.Forbidden);
    }

    [SkippableFact]
    public async Task GivenAnOrgsOwnDocument_WhenItIsReadOrOneOutsideOfTenants_ThenNobodySeesIt()
    {
        using var client = await OpenAsync();
        await client.SeedAsync("tenants/A");
        await client.SeedAsync("elsewhere/x");
        (await client.ReadAsync("tenants/A", RulesClient.MemberOf("A"))).ShouldBe(HttpStatusCode.Forbidden);
        (await client.ReadAsync("elsewhere/x", RulesClient.MemberOf("A"))).ShouldBe(HttpStatusCode.Forbidden);
    }

    private static Task<RulesClient> OpenAsync()
    {
        Require.That(FirestoreEmulator.MissingReason is null, FirestoreEmulator.MissingReason!);
        return RulesClient.OpenAsync();
    }
}
