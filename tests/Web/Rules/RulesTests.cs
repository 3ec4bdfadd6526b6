using System.Net;
using System.Text.Json.Nodes;
using Sync.TestKit;

namespace Sync.Web.Tests.Rules;

/// <summary>firestore.rules over REST: the ways in that the web client has not. What it has, <see cref="RulesMatrixTests"/> tries.</summary>
public sealed class RulesTests
{
    private static readonly RulesUser Owner = new("owner", "A", "owner");

    [SkippableFact]
    public async Task GivenTwoOrgs_WhenDocumentsOfBothAreReadAtOnce_ThenNoneIsTold()
    {
        using var client = await OpenAsync("customers/c1");
        (await client.BatchGetAsync(Owner, "tenants/A/customers/c1")).ShouldBe(HttpStatusCode.OK);
        (await client.BatchGetAsync(Owner, "tenants/A/customers/c1", "tenants/B/customers/c1")).ShouldBe(HttpStatusCode.Forbidden);
        (await client.BatchGetAsync(Owner, "tenants/A/customers/c1", "tenants/A/keys/data")).ShouldBe(HttpStatusCode.Forbidden);
        (await client.BatchGetAsync(RulesUser.Nobody, "tenants/A/customers/c1")).ShouldBe(HttpStatusCode.Forbidden);
    }

    [SkippableFact]
    public async Task GivenAnOwner_WhenTheCollectionsAreListedOrWrittenInBulk_ThenItIsRefused()
    {
        using var client = await OpenAsync("products/p1");
        (await client.SendAsync(":listCollectionIds", Owner, new JsonObject())).ShouldBe(HttpStatusCode.Forbidden);
        (await client.SendAsync("/tenants/A:listCollectionIds", Owner, new JsonObject())).ShouldBe(HttpStatusCode.Forbidden);
        (await client.SendAsync(":batchWrite", Owner, Writes(client.Change("tenants/A/products/p1", ("sortOrder", 1))))).ShouldBe(HttpStatusCode.Forbidden);
    }

    [SkippableFact]
    public async Task GivenAProduct_WhenACommitChangesMenuFieldsAndOneThingMore_ThenNothingOfItIsCarriedOut()
    {
        using var client = await OpenAsync("products/p1", "products/p2");
        var (menu, path) = (client.Change("tenants/A/products/p1", ("sortOrder", 1)), "tenants/A/products/p1");
        (await client.CommitAsync(Owner, menu)).ShouldBe(HttpStatusCode.OK);

        var stamped = client.Change(path, ("sortOrder", 2));
        stamped["updateTransforms"] = new JsonArray(new JsonObject { ["fieldPath"] = "updatedAt", ["setToServerValue"] = "REQUEST_TIME" });
        (await client.CommitAsync(Owner, stamped)).ShouldBe(HttpStatusCode.Forbidden);
        var counted = client.Change(path, ("sortOrder", 2));
        counted["updateTransforms"] = new JsonArray(new JsonObject { ["fieldPath"] = "sortOrder", ["increment"] = new JsonObject { ["doubleValue"] = 0.5 } });
        (await client.CommitAsync(Owner, counted)).ShouldBe(HttpStatusCode.Forbidden);
        (await client.CommitAsync(Owner, client.Change("tenants/A/products/p2", ("sortOrder", 2)), client.Change(path, ("price", 1)))).ShouldBe(HttpStatusCode.Forbidden);
        (await client.CommitAsync(Owner, client.Change("tenants/A/products/p2", ("sortOrder", 2)), client.Delete(path))).ShouldBe(HttpStatusCode.Forbidden);
        (await client.CommitAsync(Owner, client.Change("tenants/A/products/p2", ("sortOrder", 2)), client.Change("tenants/B/products/p1", ("sortOrder", 2)))).ShouldBe(HttpStatusCode.Forbidden);

        (await client.FieldsAsync(path)).ToJsonString().ShouldBe("""{"sortOrder":{"integerValue":"1"},"x":{"stringValue":"1"}}""");
        (await client.FieldsAsync("tenants/A/products/p2")).ToJsonString().ShouldBe("""{"x":{"stringValue":"1"}}""");
    }

    private static JsonObject Writes(params JsonObject[] writes) => new() { ["writes"] = new JsonArray([.. writes]) };

    /// <summary>Two orgs with the same documents.</summary>
    private static async Task<RulesClient> OpenAsync(params string[] paths)
    {
        Require.That(FirestoreEmulator.MissingReason is null, FirestoreEmulator.MissingReason!);
        var client = await RulesClient.OpenAsync();
        foreach (var org in new[] { "A", "B" })
            foreach (var path in paths)
                await client.SeedAsync($"tenants/{org}/{path}");
        return client;
    }
}
