using Sync.Model;
using Sync.Store.Firestore;
using Sync.TestKit;

namespace Sync.Store.Tests.Firestore;

/// <summary>Queries that take several pages.</summary>
public sealed class FirestorePageTests
{
    [SkippableTheory]
    [InlineData(null, null, 10), InlineData(null, "c2", 7), InlineData(7, null, 7), InlineData(8, null, 8), InlineData(9, "c0", 9), InlineData(20, "c5", 4)]
    public async Task Given_pages_of_4_When_queried_Then_each_document_comes_once_and_is_counted_once(int? limit, string? after, int count)
    {
        Require.That(FirestoreEmulator.MissingReason is null, FirestoreEmulator.MissingReason ?? "");
        var emulator = await FirestoreEmulator.SharedAsync();
        await using var store = new FirestoreStore(new FirestoreOptions { ProjectId = emulator.NewProject(), EmulatorHost = emulator.Host, PageSize = 4 }, TimeProvider.System);
        await store.OpenTenant(OrgId.Parse("acme")).CommitAsync(Enumerable.Range(0, 10).Select(i => DocumentWrite.Create(new DocumentPath("customers", $"c{i}"), DocumentBody.Empty)).ToList());

        var tenant = store.OpenTenant(OrgId.Parse("acme"));
        var ids = await tenant.QueryAsync(new DocumentQuery { Collection = "customers", Limit = limit, StartAfterId = after }).Select(d => d.Path.Id).ToListAsync();

        ids.ShouldBe(Enumerable.Range(after is null ? 0 : after[1] - '0' + 1, count).Select(i => $"c{i}"));
        tenant.Usage.Total.Reads.ShouldBe(count);
    }
}
