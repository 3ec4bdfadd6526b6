using Sync.Engine.Connections;
using Sync.Store;

namespace Sync.Engine.Privacy;

/// <summary>Where it stands who is to stay forgotten: <c>privacy/erased</c>.</summary>
internal static class ErasureBook
{
    private static readonly DocumentPath Path = new("privacy", "erased");

    /// <exception cref="Secrets.SecretUnreadableException">The master key is another one: whom to forget cannot be told.</exception>
    public static async Task<ErasedPeople> OpenAsync(ITenantStore tenant, ConnectionDirectory directory, CancellationToken cancellation) =>
        await tenant.GetAsync(Path, cancellation) is { } document
            ? ErasedPeople.Read(await directory.ErasureKeyAsync(tenant, cancellation), HashesOf(document))
            : ErasedPeople.Nobody;

    /// <summary>The same, with a key to add to it where it is empty yet.</summary>
    public static async Task<ErasedPeople> OpenToWriteAsync(ITenantStore tenant, ConnectionDirectory directory, CancellationToken cancellation) =>
        ErasedPeople.Read(
            await directory.ErasureKeyAsync(tenant, cancellation), await tenant.GetAsync(Path, cancellation) is { } document ? HashesOf(document) : []);

    /// <summary>Where it stands, to be written only if nobody has noted somebody since it was read; empty where there is none yet.</summary>
    public static async Task<string> VersionAsync(ITenantStore tenant, CancellationToken cancellation) => (await tenant.GetAsync(Path, cancellation))?.Version ?? "";

    public static DocumentWrite Save(ErasedPeople people, string? version = null) =>
        DocumentWrite.Replace(Path, DocumentBody.Build(w => w.List("people", people.Packed, (m, hashes) => m.Bytes("hashes", hashes))), version);

    private static IEnumerable<byte[]> HashesOf(StoredDocument document) => document.Body.Read().List("people").Select(p => p.Bytes("hashes")!);
}
