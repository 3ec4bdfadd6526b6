using System.Security.Cryptography;
using System.Text;
using Sync.Engine.Documents;
using Sync.Model;
using Sync.Store;

namespace Sync.Engine.Queries;

/// <summary>Reads a tenant's documents out, in one canonical form: for files, and for a hash over all of them.</summary>
public sealed class TenantExport(IDocumentStore store)
{
    /// <summary>Our own books, which hold secrets or say nothing to others, stay inside.</summary>
    private static readonly HashSet<string> Internal = ["connect_states", "connections", "first_connection", "idempotency", "keys", "ledger", "leases", "pending_connections"];

    /// <summary>Of those who may sign in.</summary>
    private static readonly string[] OfPeople = ["api_keys", "audit", "invitations", "members"];

    private static readonly HashSet<string> NoFields = [];
    private static readonly HashSet<string> Stamp = ["updatedAt"];

    /// <summary>
    /// Writes <c>DIR/COLLECTION.ndjson</c> for each collection that holds something. The file of an earlier export goes where its
    /// collection holds nothing any more: people who are gone must not look as if they were there.
    /// </summary>
    /// <returns>Documents written, by collection.</returns>
    /// <exception cref="StoreException">There is no room for it. Each file that is there is whole: this export's, or the one before.</exception>
    public async Task<SortedDictionary<string, long>> WriteAsync(OrgId org, string folder, CancellationToken cancellation = default)
    {
        var tenant = store.OpenTenant(org);
        await Orgs.OrgDirectory.GetAsync(tenant, cancellation);
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute); // people's data
        var counts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        await foreach (var collection in tenant.ListCollectionsAsync(cancellation))
        {
            if (Internal.Contains(collection)) continue;
            var name = NameOf(collection);
            counts[name] = await WriteAsync(tenant, collection, FileOf(folder, name), cancellation);
        }

        foreach (var empty in Collections.All.Concat(OfPeople).Select(NameOf).Where(n => !counts.ContainsKey(n))) File.Delete(FileOf(folder, empty));
        return counts;
    }

    // Under its name once it is whole: half a file would look like all there is.
    private static async Task<long> WriteAsync(ITenantStore tenant, string collection, string path, CancellationToken cancellation)
    {
        var part = path + ".part";
        try
        {
            long count = 0;
            await using (var file = new FileStream(part, OwnersOnly()))
                await foreach (var document in InOrderAsync(tenant, collection, cancellation))
                {
                    await file.WriteAsync(PlainJson.Of(document.Body, NoFields), cancellation);
                    file.WriteByte((byte)'\n');
                    count++;
                }

            File.Move(part, path, overwrite: true);
            return count;
        }
        catch (IOException e) when (DiskSpace.IsFull(e))
        {
            throw new StoreException(StoreFailure.OutOfSpace, $"There is no room left for '{path}'. Make room, or name another folder, and export again: what is there is of an earlier export, or whole.", inner: e);
        }
        finally
        {
            File.Delete(part);
        }
    }

    /// <summary>
    /// One SHA-256, in hexadecimal, over all documents that downstream apps read, without <c>updatedAt</c>: equal for equal
    /// content, in whichever store.
    /// </summary>
    public async Task<string> DigestAsync(OrgId org, CancellationToken cancellation = default)
    {
        var tenant = store.OpenTenant(org);
        await Orgs.OrgDirectory.GetAsync(tenant, cancellation);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var collection in Collections.Tenant.Order(StringComparer.Ordinal))
            await foreach (var document in InOrderAsync(tenant, collection, cancellation))
            {
                hash.AppendData(Encoding.UTF8.GetBytes($"{collection}/{document.Path.Id}\n"));
                hash.AppendData(PlainJson.Of(document.Body, Stamp));
                hash.AppendData("\n"u8);
            }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string NameOf(string collection) => collection.Replace('/', '.');

    private static string FileOf(string folder, string name) => Path.Combine(folder, name + ".ndjson");

    private static FileStreamOptions OwnersOnly()
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }

    private static IAsyncEnumerable<StoredDocument> InOrderAsync(ITenantStore tenant, string collection, CancellationToken cancellation) =>
        tenant.QueryAsync(new DocumentQuery { Collection = collection }, cancellation);
}
