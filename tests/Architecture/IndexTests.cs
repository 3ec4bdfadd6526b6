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

    [Fact]
    public void GivenFirebaseJson_WhenItIsRead_ThenItPointsToFilesThatAreThere()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "firebase.json")));
        var firestore = file.RootElement.GetProperty("firestore");
        foreach (var name in new[] { "rules", "indexes" }) File.Exists(Path.Combine(Repository.Root, Text(firestore, name))).ShouldBeTrue(name);
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
