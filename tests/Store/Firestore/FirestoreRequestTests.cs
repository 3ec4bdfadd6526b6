using Sync.Model;
using Sync.Store.Firestore;
using Sync.TestKit;
using static Sync.Store.Tests.Firestore.FakeFirestore;

namespace Sync.Store.Tests.Firestore;

/// <summary>What is sent, what is sent again, and what an error becomes.</summary>
public sealed class FirestoreRequestTests
{
    private static readonly DocumentPath Path = new("customers", "a b");
    private static readonly DocumentWrite Merge = DocumentWrite.Merge(Path, DocumentBody.Build(b => b.Number("n", 1)), ["x.y"]);
    private readonly FakeTime time = new("2026-01-01T00:00:00Z", autoAdvance: true);

    private ITenantStore Tenant(FakeFirestore fake, TimeSpan? timeout = null) => new FirestoreStore(
        new FirestoreOptions { ProjectId = "p", EmulatorHost = "localhost:1", RequestTimeout = timeout ?? TimeSpan.FromSeconds(60) }, time, fake).OpenTenant(OrgId.Parse("acme"));

    private async Task<StoreException> Refusal(FakeFirestore fake, DocumentWrite? write = null) =>
        await Should.ThrowAsync<StoreException>(() => Tenant(fake).CommitAsync([write ?? Merge]));

    [Fact]
    public async Task Given_a_merge_When_sent_Then_its_mask_names_what_it_sets_and_removes()
    {
        var fake = new FakeFirestore(Ok());
        await Tenant(fake).CommitAsync([Merge]);
        fake.Requests.ShouldHaveSingleItem().ShouldBe((
            "http://localhost:1/v1/projects/p/databases/(default)/documents:commit",
            """{"writes":[{"update":{"name":"projects/p/databases/(default)/documents/tenants/acme/customers/a b","fields":{"n":{"integerValue":"1"}}},"updateMask":{"fieldPaths":["n","`x.y`"]}}]}""",
            "Bearer owner"));
    }

    [Theory]
    [InlineData(503, "UNAVAILABLE"), InlineData(429, "RESOURCE_EXHAUSTED"), InlineData(409, "ABORTED"), InlineData(504, "DEADLINE_EXCEEDED"), InlineData(500, "INTERNAL")]
    public async Task Given_a_passing_error_When_committed_Then_sent_again_after_growing_waits(int code, string status)
    {
        var fake = new FakeFirestore(Error(code, status), Error(code, status), Broken, Ok());
        var tenant = Tenant(fake);
        await tenant.CommitAsync([Merge]);
        fake.Requests.Count.ShouldBe(4);
        fake.Requests.Select(r => r.Body).Distinct().Count().ShouldBe(1);
        time.Elapsed.ShouldBeGreaterThan(TimeSpan.Zero);
        tenant.Usage.Total.ShouldBe(new StoreOperations(0, 1, 0));
    }

    [Fact]
    public async Task Given_an_error_that_stays_When_committed_Then_given_up_within_bounds_and_nothing_counted()
    {
        var fake = new FakeFirestore(Error(503, "UNAVAILABLE"));
        (await Refusal(fake)).Failure.ShouldBe(StoreFailure.Unavailable);
        fake.Requests.Count.ShouldBe(7);
        time.Elapsed.ShouldBeLessThan(TimeSpan.FromMinutes(2));
    }

    [Theory]
    [InlineData(400, "INVALID_ARGUMENT", StoreFailure.InvalidDocument)]
    [InlineData(400, "FAILED_PRECONDITION", StoreFailure.VersionChanged)]
    [InlineData(409, "ALREADY_EXISTS", StoreFailure.AlreadyExists)]
    [InlineData(403, "PERMISSION_DENIED", StoreFailure.Denied)]
    [InlineData(401, "UNAUTHENTICATED", StoreFailure.Denied)]
    [InlineData(404, "NOT_FOUND", StoreFailure.Unsupported)]
    public async Task Given_an_error_that_does_not_pass_When_committed_Then_not_sent_again(int code, string status, StoreFailure failure)
    {
        var fake = new FakeFirestore(Error(code, status));
        (await Refusal(fake)).Failure.ShouldBe(failure);
        fake.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Given_an_error_within_a_list_When_read_Then_understood()
    {
        var fake = new FakeFirestore(new Answer(System.Net.HttpStatusCode.BadRequest, """[{"error":{"code":400,"message":"The query requires an index.","status":"FAILED_PRECONDITION"}}]"""));
        (await Should.ThrowAsync<StoreException>(() => Tenant(fake).GetAsync(Path))).Failure.ShouldBe(StoreFailure.MissingIndex);
    }

    [Theory]
    [InlineData(413, "", StoreFailure.TooLarge)]
    [InlineData(404, "Not Found", StoreFailure.Unsupported)]
    [InlineData(403, "<html>proxy</html>", StoreFailure.Denied)]
    public async Task Given_an_error_that_is_no_JSON_When_committed_Then_its_code_says_enough(int code, string body, StoreFailure failure) =>
        (await Refusal(new FakeFirestore(new Answer((System.Net.HttpStatusCode)code, body)))).Failure.ShouldBe(failure);

    [Fact]
    public async Task Given_no_connection_When_committed_Then_Unavailable()
    {
        var fake = new FakeFirestore(Broken);
        (await Refusal(fake)).Failure.ShouldBe(StoreFailure.Unavailable);
        fake.Requests.Count.ShouldBe(7);
    }

    [Fact]
    public async Task Given_an_answer_that_never_comes_When_the_deadline_passes_Then_sent_again()
    {
        var fake = new FakeFirestore(Silent, Ok());
        await Tenant(fake, TimeSpan.FromMilliseconds(100)).CommitAsync([Merge]);
        fake.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Given_a_caller_that_gives_up_When_waiting_Then_cancelled_and_not_sent_again()
    {
        var fake = new FakeFirestore(Silent);
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        await Should.ThrowAsync<OperationCanceledException>(() => Tenant(fake).CommitAsync([Merge], stop.Token));
        fake.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Given_a_refusal_When_told_Then_nothing_of_the_document_is_in_it()
    {
        var write = DocumentWrite.Create(Path, DocumentBody.Build(b => b.Text("email", "secret@example.com")));
        (await Refusal(new FakeFirestore(Error(400, "INVALID_ARGUMENT")), write)).ToString().ShouldNotContain("secret");
    }

    [Fact]
    public async Task Given_a_document_that_breaks_a_limit_When_committed_Then_nothing_is_sent()
    {
        var fake = new FakeFirestore(Ok());
        await Refusal(fake, DocumentWrite.Create(new DocumentPath("customers", ".."), DocumentBody.Empty));
        fake.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Given_kinds_that_only_others_write_When_read_and_written_Then_they_pass_through()
    {
        const string fields = """{"a":{"geoPointValue":{"latitude":1.5,"longitude":2}},"b":{"referenceValue":"projects/p/x"},"c":{"doubleValue":"NaN"},"d":{"timestampValue":"2026-01-01T00:00:00.123456789Z"}}""";
        var fake = new FakeFirestore(Ok($$$"""[{"found":{"name":"projects/p/databases/(default)/documents/tenants/acme/customers/a b","fields":{{{fields}}},"createTime":"x","updateTime":"v"}}]"""), Ok());
        var tenant = Tenant(fake);
        var found = await tenant.GetAsync(Path);
        await tenant.CommitAsync([DocumentWrite.Replace(Path, found!.Body, found.Version)]);
        fake.Requests[1].Body.ShouldContain(fields.Replace("123456789Z", "123456Z", StringComparison.Ordinal));
        fake.Requests[1].Body.ShouldContain("""currentDocument":{"updateTime":"v"}""");
    }
}
