using System.Net;
using Sync.Store.Firestore;
using static Sync.Store.Tests.Firestore.FakeFirestore;

namespace Sync.Store.Tests.Firestore;

/// <summary>Commits over gRPC.</summary>
public sealed class FirestoreGrpcTests : FirestoreRequestContract
{
    protected override CommitTransport Commits => CommitTransport.Grpc;

    [Fact]
    public async Task Given_a_commit_When_sent_Then_to_the_method_with_the_length_before_it()
    {
        var fake = Fake(Ok());
        await Tenant(fake).CommitAsync([Merge]);
        var (url, body, authorization) = fake.Requests.ShouldHaveSingleItem();
        url.ShouldBe("http://localhost:1/google.firestore.v1.Firestore/Commit");
        authorization.ShouldBe("Bearer owner");
        body.ShouldStartWith($"00{(body.Length / 2) - 5:x8}0a1e");
    }

    [Fact]
    public async Task Given_an_answer_cut_short_When_committed_Then_sent_again()
    {
        var fake = Fake(Cut, Ok());
        await Tenant(fake).CommitAsync([Merge]);
        fake.Requests.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(503, 2, null), InlineData(404, 1, StoreFailure.Unsupported), InlineData(403, 1, StoreFailure.Denied), InlineData(413, 1, StoreFailure.TooLarge)]
    public async Task Given_gRPC_that_was_understood_When_a_proxy_answers_Then_its_code_says_enough_and_gRPC_stays(int code, int tries, StoreFailure? failure)
    {
        var fake = Fake(Ok(), new Answer((HttpStatusCode)code, "<html>proxy</html>"), Ok());
        var tenant = Tenant(fake);
        await tenant.CommitAsync([Merge]);
        if (failure is { } expected) (await Should.ThrowAsync<StoreException>(() => tenant.CommitAsync([Merge]))).Failure.ShouldBe(expected);
        else await tenant.CommitAsync([Merge]);
        fake.Requests.Count.ShouldBe(1 + tries);
        fake.Requests.ShouldAllBe(r => r.Url.EndsWith("/Commit", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Given_a_version_that_is_no_time_When_committed_Then_VersionChanged_and_nothing_is_sent()
    {
        var fake = Fake(Ok());
        (await Refusal(fake, DocumentWrite.Replace(Path, DocumentBody.Empty, "7"))).Failure.ShouldBe(StoreFailure.VersionChanged);
        fake.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task Given_a_server_without_HTTP_2_When_committed_Then_over_REST_and_stays_there(bool answers)
    {
        using var server = new Http1Server(answers);
        await using var store = new FirestoreStore(new FirestoreOptions { ProjectId = "p", EmulatorHost = server.Host, Commits = Commits }, TimeProvider.System);
        var tenant = store.OpenTenant(Sync.Model.OrgId.Parse("acme"));
        await tenant.CommitAsync([Merge]);
        var asked = server.Prefaces; // the HTTP client may connect again by itself where it is hung up on
        await tenant.CommitAsync([Merge]);
        asked.ShouldBeGreaterThan(0);
        (server.Prefaces, server.Posts).ShouldBe((asked, 2));
    }
}
