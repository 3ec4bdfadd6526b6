using Sync.Store;

namespace Sync.Engine.Connections;

/// <summary>
/// Which connection is an org's first: that whose documents carry the POS's own ids. Two of them would write over each other's
/// documents, and two that read one account would count its sales twice. So whoever saves or confirms one counts up one document,
/// <c>first_connection/claims</c>, in the same commit: of two at the same instant one is refused, and looks again.
/// </summary>
internal static class FirstConnection
{
    private static readonly DocumentPath Path = new("first_connection", "claims");

    /// <summary>How many were saved or confirmed so far; to be read before what there is: whoever is saved after this changes it.</summary>
    public static Task<StoredDocument?> ClaimsAsync(ITenantStore tenant, CancellationToken cancellation) => tenant.GetAsync(Path, cancellation);

    /// <summary>What has to be committed together with a connection.</summary>
    public static DocumentWrite Claim(StoredDocument? claims)
    {
        // A number, for a document that is written as it stands keeps its version.
        var next = (claims?.Body.Read().Integer("count") ?? 0) + 1;
        return DocumentWrite.Replace(Path, DocumentBody.Build(w => w.Number("count", next)), claims?.Version ?? "");
    }

    /// <summary>Whether a connection, saved or confirmed now, is the first one.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="id">Which connection; one that was confirmed before stays what it is.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static async Task<bool> IsAsync(ITenantStore tenant, string id, CancellationToken cancellation)
    {
        var all = await ConnectionDirectory.ListAsync(tenant, cancellation);
        return all.FirstOrDefault(c => c.Id == id) is { Unconfirmed: false } known ? known.First : all.All(c => c.Unconfirmed);
    }
}
