using Sync.Store.Firestore;
using static Sync.Store.Tests.Firestore.FakeFirestore;

namespace Sync.Store.Tests.Firestore;

/// <summary>Commits over REST.</summary>
public sealed class FirestoreRestTests : FirestoreRequestContract
{
    protected override CommitTransport Commits => CommitTransport.Rest;

    [Fact]
    public async Task Given_a_merge_When_sent_Then_its_mask_names_what_it_sets_and_removes()
    {
        var fake = Fake(Ok());
        await Tenant(fake).CommitAsync([Merge]);
        fake.Requests.ShouldHaveSingleItem().ShouldBe((
            "http://localhost:1/v1/projects/p/databases/(default)/documents:commit",
            """{"writes":[{"update":{"name":"projects/p/databases/(default)/documents/tenants/acme/customers/a b","fields":{"n":{"integerValue":"1"}}},"updateMask":{"fieldPaths":["n","`x.y`"]}}]}""",
            "Bearer owner"));
    }

    [Theory]
    [InlineData(413, "", StoreFailure.TooLarge)]
    [InlineData(404, "Not Found", StoreFailure.Unsupported)]
    [InlineData(403, "<html>proxy</html>", StoreFailure.Denied)]
    public async Task Given_an_error_that_is_no_JSON_When_committed_Then_its_code_says_enough(int code, string body, StoreFailure failure) =>
        (await Refusal(Fake(new Answer((System.Net.HttpStatusCode)code, body)))).Failure.ShouldBe(failure);

    [Fact]
    public async Task Given_kinds_that_only_others_write_When_read_and_written_Then_they_pass_through()
    {
        const string fields = """{"a":{"geoPointValue":{"latitude":1.5,"longitude":2}},"b":{"referenceValue":"projects/p/x"},"c":{"doubleValue":"NaN"},"d":{"timestampValue":"2026-01-01T00:00:00.123456789Z"}}""";
        var fake = Fake(Ok($$$"""[{"found":{"name":"projects/p/databases/(default)/documents/tenants/acme/customers/a b","fields":{{{fields}}},"createTime":"x","updateTime":"2026-01-01T00:00:00.5Z"}}]"""), Ok());
        var tenant = Tenant(fake);
        var found = await tenant.GetAsync(Path);
        await tenant.CommitAsync([DocumentWrite.Replace(Path, found!.Body, found.Version)]);
        fake.Requests[1].Body.ShouldContain(fields.Replace("123456789Z", "123456Z", StringComparison.Ordinal));
        fake.Requests[1].Body.ShouldContain("""currentDocument":{"updateTime":"2026-01-01T00:00:00.5Z"}""");
    }

    [Fact]
    public async Task Given_a_refusal_When_told_Then_nothing_is_said_of_gRPC() =>
        (await Refusal(Fake(Error(403, "PERMISSION_DENIED")))).Message.ShouldNotContain("gRPC");

    [Fact]
    public async Task Given_options_that_say_nothing_of_it_When_committed_Then_over_REST_and_HTTP_2_is_not_tried()
    {
        using var server = new Http1Server(answers: true);
        await using var store = new FirestoreStore(new FirestoreOptions { ProjectId = "p", EmulatorHost = server.Host }, TimeProvider.System);
        var tenant = store.OpenTenant(Sync.Model.OrgId.Parse("acme"));
        await tenant.CommitAsync([Merge]);
        await tenant.CommitAsync([Merge]);
        (server.Prefaces, server.Posts).ShouldBe((0, 2));
    }
}
