using System.Net.Http.Headers;
using System.Net.Http.Json;
using Sync.Model;
using Sync.Store.Firestore;
using Sync.TestKit;

namespace Sync.Store.Tests.Firestore;

/// <summary>What others wrote into the same Firestore.</summary>
[Trait("Category", "Long")]
public sealed class ForeignTenantTests
{
    [SkippableFact]
    public async Task GivenADocumentWhoseIdIsNoOrgs_WhenOrgsAreListed_ThenTheOthersAreFound()
    {
        Require.That(FirestoreEmulator.MissingReason is null, FirestoreEmulator.MissingReason!);
        var emulator = await FirestoreEmulator.SharedAsync();
        var project = emulator.NewProject();
        await using var store = new FirestoreStore(new FirestoreOptions { ProjectId = project, EmulatorHost = emulator.Host }, TimeProvider.System);
        var org = OrgId.Parse("shop");
        await store.OpenTenant(org).CommitAsync([DocumentWrite.Create(DocumentPath.Tenant, DocumentBody.Build(w => w.Text("name", "Shop")))]);

        using var others = new HttpClient();
        others.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "owner");
        var path = $"http://{emulator.Host}/v1/projects/{project}/databases/(default)/documents/tenants/some%20note.";
        (await others.PatchAsJsonAsync(path, new { fields = new { } })).EnsureSuccessStatusCode();

        (await store.ListTenantsAsync().ToListAsync()).ShouldBe([org]);
    }
}
