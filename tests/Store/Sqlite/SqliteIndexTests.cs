using Sync.Model;
using Sync.Store.Sqlite;

namespace Sync.Store.Tests.Sqlite;

/// <summary>Our own indexes stay in step with the documents, whatever is done to these.</summary>
public sealed class SqliteIndexTests : IDisposable
{
    private static readonly OrgId Org = OrgId.Parse("acme");
    private static readonly string[] Customers = ["a", "a\0", "ab", "", "ä"];
    private readonly SqliteFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Given_documents_that_come_change_and_go_When_asked_by_index_Then_the_answer_is_that_of_reading_all(int seed)
    {
        var random = new Random(seed);
        await using var store = new SqliteStore(folder.File, TimeProvider.System);
        var tenant = store.OpenTenant(Org);
        var known = new Dictionary<string, (DateTimeOffset? At, string Customer)>();
        var newest = new DocumentQuery { Collection = "orders", OrderBy = [new DocumentOrder("createdAt", true)] };
        for (var round = 0; round < 60; round++)
        {
            var writes = Enumerable.Range(0, 10).Select(_ => "o" + random.Next(60)).Distinct().Select(id => Change(random, known, id)).ToList();
            await tenant.CommitAsync(writes);
            // Some documents have their entries when they change, others not yet; and a row's number comes back.
            if (random.Next(4) == 0) await tenant.TidyAsync();
            if (random.Next(4) == 0) (await IdsOf(tenant, newest)).ShouldBe(Expected(known).Select(e => e.Key));
        }

        var expected = Expected(known);
        (await IdsOf(tenant, newest)).ShouldBe(expected.Select(e => e.Key));
        (await PagesOf(tenant, newest)).ShouldBe(expected.Select(e => e.Key));
        foreach (var customer in Customers)
        {
            DocumentFilter[] of = [new("orgId", FilterOperator.Equal, "acme"), new("customerId", FilterOperator.Equal, customer)];
            (await IdsOf(tenant, newest with { Filters = of })).ShouldBe(expected.Where(e => e.Value.Customer == customer).Select(e => e.Key));
            (await IdsOf(tenant, new DocumentQuery { Collection = "orders", Filters = [of[1]] }))
                .ShouldBe(known.Where(k => k.Value.Customer == customer && k.Value.At is not null).Select(k => k.Key).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task Given_numbers_of_all_kinds_When_ordered_by_index_Then_they_are_in_order()
    {
        await using var store = new SqliteStore(folder.File, TimeProvider.System);
        var tenant = store.OpenTenant(Org);
        decimal[] spent = [0, -1, 1, 0.1m, -0.1m, 1000, 999.99m, 1000.01m, -99999, 12345678.9m];
        await tenant.CommitAsync([.. spent.Select((s, i) => DocumentWrite.Create(new DocumentPath("customers", "c" + i), DocumentBody.Build(w =>
        {
            w.Text("orgId", "acme");
            w.Text("segment", "vip");
            w.Number("totalSpent", s);
        })))]);
        var query = new DocumentQuery
        {
            Collection = "customers",
            OrderBy = [new DocumentOrder("totalSpent", true)],
            Filters = [new("orgId", FilterOperator.Equal, "acme"), new("segment", FilterOperator.Equal, "vip")],
        };
        var found = await tenant.QueryAsync(query).Select(d => d.Body.Read().Number("totalSpent")!.Value).ToListAsync();
        found.ShouldBe(spent.OrderDescending());
    }

    [Fact]
    public async Task Given_a_file_of_the_layout_before_When_opened_Then_its_documents_are_found_by_index()
    {
        await using (var old = new SqliteStore(folder.File, TimeProvider.System, [.. SqliteMigration.All.Where(m => m.Number < 3)], null)) await old.PrepareAsync();
        using (var file = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={folder.File};Pooling=False"))
        {
            file.Open();
            using var command = file.CreateCommand();
            command.CommandText = """
                INSERT INTO collections VALUES(1,'acme','orders');
                INSERT INTO documents VALUES(1,'1','{"createdAt":{"$time":"2026-01-01T00:00:00Z"}}',1),(1,'2','{"createdAt":{"$time":"2026-01-01T00:00:00.5Z"}}',1),(1,'3','{}',1);
                """;
            command.ExecuteNonQuery();
        }

        await using var store = new SqliteStore(folder.File, TimeProvider.System);
        (await IdsOf(store.OpenTenant(Org), new DocumentQuery { Collection = "orders", OrderBy = [new DocumentOrder("createdAt", true)] })).ShouldBe(["2", "1"]);
    }

    [Fact]
    public async Task Given_another_process_that_writes_When_asked_by_index_Then_its_documents_are_found()
    {
        await using var store = new SqliteStore(folder.File, TimeProvider.System);
        await using var other = new SqliteStore(folder.File, TimeProvider.System);
        var (here, there) = (store.OpenTenant(Org), other.OpenTenant(Org));
        var newest = new DocumentQuery { Collection = "orders", OrderBy = [new DocumentOrder("createdAt", true)] };
        for (var i = 0; i < 5; i++)
        {
            await there.CommitAsync([Order("o" + i, i)]);
            (await IdsOf(here, newest)).Count.ShouldBe(i + 1);
            await here.CommitAsync([Order("o" + i, -i)]);
            (await IdsOf(there, newest))[0].ShouldBe("o0");
        }
    }

    private static DocumentWrite Order(string id, int day) =>
        DocumentWrite.Replace(new DocumentPath("orders", id), DocumentBody.Build(w => w.Time("createdAt", new DateTimeOffset(2026, 1, 10, 0, 0, 0, TimeSpan.Zero).AddDays(day))));

    private static List<KeyValuePair<string, (DateTimeOffset? At, string Customer)>> Expected(Dictionary<string, (DateTimeOffset? At, string Customer)> known) =>
        known.Where(k => k.Value.At is not null).OrderByDescending(k => k.Value.At).ThenByDescending(k => k.Key, StringComparer.Ordinal).ToList();

    private static DocumentWrite Change(Random random, Dictionary<string, (DateTimeOffset? At, string Customer)> known, string id)
    {
        var path = new DocumentPath("orders", id);
        if (random.Next(4) == 0)
        {
            known.Remove(id);
            return DocumentWrite.Delete(path);
        }

        DateTimeOffset? at = random.Next(8) == 0 ? null : new DateTimeOffset(2026, 1, 1, 0, 0, random.Next(3), TimeSpan.Zero).AddMilliseconds(random.Next(3) * 250);
        var customer = Customers[random.Next(Customers.Length)];
        known[id] = (at, customer);
        var body = DocumentBody.Build(w =>
        {
            if (at is { } time) w.Time("createdAt", time);
            w.Text("customerId", customer);
            w.Text("orgId", "acme");
        });
        return random.Next(2) == 0 ? DocumentWrite.Replace(path, body) : DocumentWrite.Merge(path, body, at is null ? ["createdAt"] : []);
    }

    private static async Task<List<string>> IdsOf(ITenantStore tenant, DocumentQuery query) => await tenant.QueryAsync(query).Select(d => d.Path.Id).ToListAsync();

    private static async Task<List<string>> PagesOf(ITenantStore tenant, DocumentQuery query)
    {
        List<string> all = [];
        DocumentPlace? place = null;
        while (await tenant.QueryAsync(query with { Limit = 7, StartAfter = place }).ToListAsync() is { Count: > 0 } page)
        {
            all.AddRange(page.Select(d => d.Path.Id));
            place = new DocumentPlace(page[^1].Body.Read().Time("createdAt")!.Value, page[^1].Path.Id);
        }

        return all;
    }
}
