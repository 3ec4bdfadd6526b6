using System.Text.Json;
using Sync.TestKit;

namespace Sync.Architecture.Tests;

/// <summary>firestore.indexes.json holds what downstream apps query by. What our own queries need, the store contract's tests hold.</summary>
public sealed class IndexTests
{
    [Theory]
    [InlineData("customer_spending", "orgId ASCENDING, updatedAt DESCENDING")]
    [InlineData("customers", "orgId ASCENDING, segment ASCENDING, totalSpent DESCENDING")]
    [InlineData("orders", "orgId ASCENDING, customerId ASCENDING, createdAt DESCENDING")]
    public void GivenAQueryOfTheRequirements_WhenTheIndexesAreRead_ThenOneServesIt(string collection, string fields)
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "firestore.indexes.json")));
        var indexes = file.RootElement.GetProperty("indexes").EnumerateArray()
            .Where(i => Text(i, "collectionGroup") == collection && Text(i, "queryScope") == "COLLECTION")
            .Select(i => string.Join(", ", i.GetProperty("fields").EnumerateArray().Select(f => Text(f, "fieldPath") + " " + Text(f, "order"))));
        indexes.ShouldContain(fields);
    }

    // By the file that writes it: which collections it is written to.
    private static readonly Dictionary<string, string[]> Expiring = new()
    {
        ["AccountDirectory"] = ["ended_sessions"],
        ["IdempotencyBook"] = ["idempotency"],
        ["InvitationDirectory"] = ["invitations"],
        ["PendingConnections"] = ["pending_connections"],
        ["PersonExports"] = ["privacy_exports"],
        ["RunRecord"] = ["runs"],
        ["SignInStates"] = ["connect_states"],
        ["SignInTries"] = ["sign_in_tries"],
        ["SpentOnce"] = ["connect_states", "invitations"],
        ["WebhookDocuments"] = ["webhook_events", "webhook_hints"],
    };

    [Fact]
    public void GivenTheSources_WhenTheyWriteWhenADocumentMayGo_ThenFirestoreLetsItGoThen_AndNothingElse()
    {
        var writing = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal) && File.ReadAllText(f).Contains("w.Time(\"expireAt\"", StringComparison.Ordinal))
            .Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal);
        writing.ShouldBe(Expiring.Keys.Order(StringComparer.Ordinal), "say here to which collection, and give that a TTL in firestore.indexes.json");

        Overrides().Where(o => o.TryGetProperty("ttl", out var ttl) && ttl.GetBoolean()).Select(o => $"{Text(o, "collectionGroup")}.{Text(o, "fieldPath")}")
            .ShouldBe(Expiring.Values.SelectMany(c => c).Distinct().Select(c => c + ".expireAt"), ignoreOrder: true);
    }

    [Theory]
    [InlineData("ledger", "data")]
    [InlineData("ledger", "rows")]
    [InlineData("orders", "items")]
    [InlineData("unmatched_orders", "items")]
    [InlineData("daily_sales", "products")]
    [InlineData("daily_sales", "byHour")]
    [InlineData("runs", "streams")]
    [InlineData("runs", "samples")]
    [InlineData("runs", "named")]
    [InlineData("runs", "store")]
    [InlineData("quarantine", "detail")]
    [InlineData("sync_status", "connections")]
    public void GivenAFieldThatNobodyAsksBy_WhenTheIndexesAreRead_ThenItHasNone(string collection, string field) =>
        Overrides().Single(o => Text(o, "collectionGroup") == collection && Text(o, "fieldPath") == field).GetProperty("indexes").GetArrayLength().ShouldBe(0);

    private static List<JsonElement> Overrides()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "firestore.indexes.json")));
        return [.. file.RootElement.GetProperty("fieldOverrides").EnumerateArray().Select(o => o.Clone())];
    }

    [Fact]
    public void GivenFirebaseJson_WhenItIsRead_ThenItPointsToFilesThatAreThere()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "firebase.json")));
        var firestore = file.RootElement.GetProperty("firestore");
        foreach (var name in new[] { "rules", "indexes" }) File.Exists(Path.Combine(Repository.Root, Text(firestore, name))).ShouldBeTrue(name);
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
