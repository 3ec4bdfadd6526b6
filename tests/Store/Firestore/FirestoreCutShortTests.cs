using System.Text;
using Sync.Model;
using Sync.Store.Firestore;
using Sync.TestKit;
using static Sync.Store.Tests.Firestore.FakeFirestore;

namespace Sync.Store.Tests.Firestore;

/// <summary>Answers that begin well: a method that streams says 200 before it knows how it will end.</summary>
public sealed class FirestoreCutShortTests
{
    private const string Unavailable = """{"error":{"code":503,"message":"words","status":"UNAVAILABLE"}}""";
    private static readonly DocumentQuery Query = new() { Collection = "customers" };

    [Fact]
    public async Task Given_a_query_that_fails_midway_When_read_Then_it_is_asked_again_and_nothing_is_left_out()
    {
        var fake = new FakeFirestore(List(Document("document", "a"), Unavailable), List(Document("document", "a"), Document("document", "b")));
        var found = await Tenant(fake).QueryAsync(Query).ToListAsync();
        found.Select(d => d.Path.Id).ShouldBe(["a", "b"]);
        fake.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Given_documents_whose_look_up_fails_midway_When_read_Then_it_is_asked_again()
    {
        var fake = new FakeFirestore(List(Document("found", "a"), Unavailable), List(Document("found", "a"), Document("found", "b")));
        var found = await Tenant(fake).GetManyAsync([new("customers", "a"), new("customers", "b")]);
        found.Select(d => d?.Path.Id).ShouldBe(["a", "b"]);
        fake.Requests.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("""{"error":{"code":403,"message":"words","status":"PERMISSION_DENIED"}}""", StoreFailure.Denied, 1)]
    [InlineData("""{"error":"words"}""", StoreFailure.Unavailable, 7)]
    [InlineData(Unavailable, StoreFailure.Unavailable, 7)]
    public async Task Given_a_query_that_goes_on_failing_midway_When_read_Then_it_is_refused(string error, StoreFailure failure, int requests)
    {
        var fake = new FakeFirestore(List(Document("document", "a"), error));
        (await Should.ThrowAsync<StoreException>(async () => await Tenant(fake).QueryAsync(Query).ToListAsync())).Failure.ShouldBe(failure);
        fake.Requests.Count.ShouldBe(requests);
    }

    [Fact]
    public async Task Given_an_answer_that_leaves_a_name_out_When_looked_up_Then_it_is_not_taken_for_missing()
    {
        var fake = new FakeFirestore(List(Document("found", "a")));
        var refused = await Should.ThrowAsync<StoreException>(() => Tenant(fake).GetManyAsync([new("customers", "a"), new("customers", "b")]));
        refused.Failure.ShouldBe(StoreFailure.Unavailable);
    }

    [Fact]
    public async Task Given_documents_that_speak_of_errors_When_read_Then_they_are_documents()
    {
        var fake = new FakeFirestore(List(Document("document", "a", """{"error":{"stringValue":"\"error\""}}"""), """{"readTime":"2026-01-01T00:00:00Z"}"""));
        (await Tenant(fake).QueryAsync(Query).ToListAsync()).ShouldHaveSingleItem().Body.Read().Text("error").ShouldBe("\"error\"");
        fake.Requests.Count.ShouldBe(1);
    }

    private static Answer List(params string[] elements) => Ok(new StringBuilder("[").AppendJoin(",\n", elements).Append(']').ToString());

    private static string Document(string kind, string id, string fields = "{}") =>
        $$$"""{"{{{kind}}}":{"name":"projects/p/databases/(default)/documents/tenants/acme/customers/{{{id}}}","fields":{{{fields}}},"updateTime":"2026-01-01T00:00:00Z"}}""";

    private static ITenantStore Tenant(FakeFirestore fake) => new FirestoreStore(
        new FirestoreOptions { ProjectId = "p", EmulatorHost = "localhost:1" }, new FakeTime("2026-01-01T00:00:00Z", autoAdvance: true), fake).OpenTenant(OrgId.Parse("acme"));
}
