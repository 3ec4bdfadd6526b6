using Sync.Model;
using Sync.Store.Firestore;
using Sync.TestKit;
using static Sync.Store.Tests.Firestore.FakeFirestore;

namespace Sync.Store.Tests.Firestore;

/// <summary>What is sent again, and what an error becomes: the same over gRPC as over REST.</summary>
public abstract class FirestoreRequestContract
{
    protected static readonly DocumentPath Path = new("customers", "a b");
    protected static readonly DocumentWrite Merge = DocumentWrite.Merge(Path, DocumentBody.Build(b => b.Number("n", 1)), ["x.y"]);
    private readonly FakeTime time = new("2026-01-01T00:00:00Z", autoAdvance: true);

    protected abstract CommitTransport Commits { get; }

    protected virtual bool GrpcGetsThrough => true;

    protected FakeFirestore Fake(params Answer[] answers) => new(answers) { Grpc = GrpcGetsThrough };

    protected ITenantStore Tenant(FakeFirestore fake, TimeSpan? timeout = null) => new FirestoreStore(
        new FirestoreOptions { ProjectId = "p", EmulatorHost = "localhost:1", Commits = Commits, RequestTimeout = timeout ?? TimeSpan.FromSeconds(60) }, time, fake).OpenTenant(OrgId.Parse("acme"));

    protected async Task<StoreException> Refusal(FakeFirestore fake, DocumentWrite? write = null) =>
        await Should.ThrowAsync<StoreException>(() => Tenant(fake).CommitAsync([write ?? Merge]));

    [Theory]
    [InlineData(503, "UNAVAILABLE"), InlineData(429, "RESOURCE_EXHAUSTED"), InlineData(409, "ABORTED"), InlineData(504, "DEADLINE_EXCEEDED"), InlineData(500, "INTERNAL")]
    public async Task Given_a_passing_error_When_committed_Then_sent_again_after_growing_waits(int code, string status)
    {
        var fake = Fake(Error(code, status), Error(code, status), Broken, Ok());
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
        var fake = Fake(Error(503, "UNAVAILABLE"));
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
    [InlineData(501, "UNIMPLEMENTED", StoreFailure.Unavailable)]
    [InlineData(500, "UNKNOWN", StoreFailure.Unavailable)]
    [InlineData(500, "DATA_LOSS", StoreFailure.Unavailable)]
    public async Task Given_an_error_that_does_not_pass_When_committed_Then_not_sent_again(int code, string status, StoreFailure failure)
    {
        var fake = Fake(Error(code, status));
        (await Refusal(fake)).Failure.ShouldBe(failure);
        fake.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Given_an_error_within_a_list_When_read_Then_understood()
    {
        var fake = Fake(new Answer(System.Net.HttpStatusCode.BadRequest, """[{"error":{"code":400,"message":"The query requires an index.","status":"FAILED_PRECONDITION"}}]"""));
        (await Should.ThrowAsync<StoreException>(() => Tenant(fake).GetAsync(Path))).Failure.ShouldBe(StoreFailure.MissingIndex);
    }

    [Fact]
    public async Task Given_no_connection_When_committed_Then_Unavailable()
    {
        var fake = Fake(Broken);
        (await Refusal(fake)).Failure.ShouldBe(StoreFailure.Unavailable);
        fake.Requests.Count.ShouldBe(7);
    }

    [Fact]
    public async Task Given_an_answer_that_never_comes_When_the_deadline_passes_Then_sent_again()
    {
        var fake = Fake(Silent, Ok());
        await Tenant(fake, TimeSpan.FromMilliseconds(100)).CommitAsync([Merge]);
        fake.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Given_a_caller_that_gives_up_When_waiting_Then_cancelled_and_not_sent_again()
    {
        var fake = Fake(Silent);
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        await Should.ThrowAsync<OperationCanceledException>(() => Tenant(fake).CommitAsync([Merge], stop.Token));
        fake.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Given_a_refusal_When_told_Then_nothing_of_the_document_is_in_it()
    {
        var write = DocumentWrite.Create(Path, DocumentBody.Build(b => b.Text("email", "secret@example.com")));
        (await Refusal(Fake(Error(400, "INVALID_ARGUMENT")), write)).ToString().ShouldNotContain("secret");
    }

    [Fact]
    public async Task Given_a_document_that_breaks_a_limit_When_committed_Then_nothing_is_sent()
    {
        var fake = Fake(Ok());
        await Refusal(fake, DocumentWrite.Create(new DocumentPath("customers", ".."), DocumentBody.Empty));
        fake.Requests.ShouldBeEmpty();
    }
}
