using Sync.Model;

namespace Sync.Store.Tests.Contract;

/// <summary>What every store does. Inherited once for each store, so that a caller finds no difference between them.</summary>
public abstract partial class StoreContract : IAsyncLifetime
{
    protected static readonly OrgId Org = OrgId.Parse("acme");
    protected static readonly OrgId OtherOrg = OrgId.Parse("globex");

    protected IDocumentStore Store { get; private set; } = null!;

    protected ITenantStore Tenant { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        if (MissingReason is not null) return;
        Store = await OpenAsync();
        Tenant = Store.OpenTenant(Org);
    }

    public virtual async Task DisposeAsync()
    {
        if (Store is not null) await Store.DisposeAsync();
    }

    /// <summary>Why this store cannot be tested here, or null.</summary>
    protected virtual string? MissingReason => null;

    /// <summary>An empty store.</summary>
    protected abstract Task<IDocumentStore> OpenAsync();

    /// <summary>Called first in every test.</summary>
    protected void Given() => TestKit.Require.That(MissingReason is null, MissingReason ?? "");

    protected static DocumentPath Customer(string id) => new("customers", id);

    protected static DocumentBody Body(Action<DocumentBodyWriter> write) => DocumentBody.Build(write);

    protected async Task<string?> JsonAsync(DocumentPath path) => (await Tenant.GetAsync(path))?.Body.Canonical().ToString();

    protected async Task<StoreFailure> FailureOf(params DocumentWrite[] writes) =>
        (await Should.ThrowAsync<StoreException>(() => Tenant.CommitAsync(writes))).Failure;

    protected async Task<List<string>> IdsOf(DocumentQuery query)
    {
        var ids = new List<string>();
        await foreach (var document in Tenant.QueryAsync(query)) ids.Add(document.Path.Id);
        return ids;
    }
}
