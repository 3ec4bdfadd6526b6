using Sync.Store;

namespace Sync.Engine.Connections;

/// <summary>
/// Which connection is an org's first: that whose documents carry the POS's own ids. Two of them would write over each other's
/// documents, so whoever becomes it counts up one document, <c>first_connection/claims</c>, in the same commit: of two that are saved
/// or confirmed at the same instant one is refused, and looks again.
/// </summary>
internal static class FirstConnection
{
    private static readonly DocumentPath Path = new("first_connection", "claims");

    /// <summary>Whether a connection, saved or confirmed now, is the first one.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="id">Which connection; one that was confirmed before stays what it is.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>Whether it is, and what has to be committed together with it then, else null.</returns>
    public static async Task<(bool First, DocumentWrite? Claim)> DecideAsync(ITenantStore tenant, string id, CancellationToken cancellation)
    {
        // Read before the connections: whoever is saved after this changes it.
        var claims = await tenant.GetAsync(Path, cancellation);
        var all = await ConnectionDirectory.ListAsync(tenant, cancellation);
        if (all.FirstOrDefault(c => c.Id == id) is { Unconfirmed: false } known) return (known.First, null);
        if (!all.All(c => c.Unconfirmed)) return (false, null);
        // A number, for a document that is written as it stands keeps its version.
        var next = (claims?.Body.Read().Integer("count") ?? 0) + 1;
        return (true, DocumentWrite.Replace(Path, DocumentBody.Build(w => w.Number("count", next)), claims?.Version ?? ""));
    }
}
