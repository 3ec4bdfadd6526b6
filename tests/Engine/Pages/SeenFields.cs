using Sync.Store;

namespace Sync.Engine.Tests.Pages;

/// <summary>Every field that was ever seen in an org's documents, by collection.</summary>
internal sealed class SeenFields
{
    public Dictionary<string, Dictionary<string, string[]>> ByCollection { get; } = [];

    /// <summary>Looks at all that is stored now.</summary>
    public async Task LookAsync(ITenantStore tenant)
    {
        var collections = new List<string>();
        await foreach (var collection in tenant.ListCollectionsAsync()) collections.Add(collection);
        foreach (var collection in collections)
        {
            if (!ByCollection.TryGetValue(collection, out var seen)) ByCollection[collection] = seen = [];
            await foreach (var document in tenant.QueryAsync(new DocumentQuery { Collection = collection }))
                foreach (var path in DocumentsPage.FieldsOf(document)) seen[string.Join('\n', path)] = path;
        }
    }
}
