using Sync.Store;

namespace Sync.Engine.Secrets;

/// <summary>Removes documents that hold something encrypted and are soon over anyway, where encrypting them anew is not worth it.</summary>
internal static class DroppedSecrets
{
    public static async Task RunAsync(ITenantStore tenant, string collection, CancellationToken cancellation)
    {
        List<DocumentPath> found = [];
        await foreach (var document in tenant.QueryAsync(new DocumentQuery { Collection = collection, Select = ["expireAt"] }, cancellation)) found.Add(document.Path);
        foreach (var some in found.Chunk(400)) await tenant.CommitAsync([.. some.Select(DocumentWrite.Delete)], cancellation);
    }
}
