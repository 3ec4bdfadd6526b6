using Sync.Model;

namespace Sync.Store.Firestore;

/// <summary>
/// Names of documents, built here only: a write whose name is of another project than the URL's is lost by the emulator
/// without a word.
/// </summary>
internal sealed class FirestoreNames(FirestoreOptions options)
{
    private const string Tenants = "tenants";

    /// <summary>The database.</summary>
    public string Database { get; } = $"projects/{options.ProjectId}/databases/{options.Database}";

    /// <summary>The root of all documents; also the part of the URL after the API's version.</summary>
    public string Root { get; } = $"projects/{options.ProjectId}/databases/{options.Database}/documents";

    /// <summary>A tenant's own document.</summary>
    public string Tenant(OrgId org) => $"{Root}/{Tenants}/{org.Value}";

    /// <summary>A document of a tenant.</summary>
    public string Document(OrgId org, DocumentPath path) =>
        path.Collection.Length == 0 ? Tenant(org) : $"{Root}/{Tenants}/{org.Value}/{path.Collection}/{path.Id}";

    /// <summary>What a collection hangs from, and its own id.</summary>
    public (string Parent, string Id) Collection(OrgId org, string collection)
    {
        var cut = collection.LastIndexOf('/');
        return cut < 0 ? (Tenant(org), collection) : ($"{Tenant(org)}/{collection[..cut]}", collection[(cut + 1)..]);
    }

    /// <summary>The collection of the tenants' own documents.</summary>
    public (string Parent, string Id) TenantsCollection => (Root, Tenants);

    /// <summary>The last part of a name.</summary>
    public static string IdOf(string name) => name[(name.LastIndexOf('/') + 1)..];
}
