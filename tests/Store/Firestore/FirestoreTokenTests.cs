using Sync.Model;
using Sync.Store.Firestore;
using Sync.TestKit;
using static Sync.Store.Tests.Firestore.FakeFirestore;

namespace Sync.Store.Tests.Firestore;

/// <summary>The application's default credentials, at a token endpoint that is one.</summary>
public sealed class FirestoreTokenTests : IClassFixture<TokenServer>
{
    private static readonly DocumentPath Path = new("customers", "1");
    private readonly TokenServer server;

    public FirestoreTokenTests(TokenServer server)
    {
        this.server = server;
        server.Reset();
    }

    [Fact]
    public async Task Given_a_service_account_When_requests_are_sent_Then_one_token_serves_them_all()
    {
        var fake = new FakeFirestore(Ok(Missing));
        var tenant = Tenant(fake);
        for (var i = 0; i < 3; i++) (await tenant.GetAsync(Path)).ShouldBeNull();

        fake.Requests.Select(r => r.Authorization).ShouldAllBe(a => a == "Bearer token-1");
        fake.Requests[0].Url.ShouldStartWith("https://firestore.googleapis.com/v1/");
        var asked = Uri.UnescapeDataString(server.Asked.ShouldHaveSingleItem());
        asked.ShouldContain("grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer");
        asked.ShouldContain("assertion=");
    }

    [Fact]
    public async Task Given_a_token_that_is_about_to_end_When_the_next_request_is_sent_Then_it_has_another()
    {
        server.Life = 30;
        var token = new FirestoreToken(emulator: false);
        (await token.GetAsync(CancellationToken.None)).ShouldBe("token-1");
        (await token.GetAsync(CancellationToken.None)).ShouldBe("token-2");
    }

    [Theory]
    [InlineData(500)] // Google's library itself tries again
    [InlineData(502)] // and here it does not
    public async Task Given_an_endpoint_that_fails_for_a_moment_When_a_request_is_sent_Then_it_is_tried_again(int code)
    {
        server.Next(code, """{"error":"internal_failure"}""");
        var fake = new FakeFirestore(Ok(Missing));
        (await Tenant(fake).GetAsync(Path)).ShouldBeNull();
        server.Asked.Count.ShouldBe(2);
        fake.Requests.ShouldHaveSingleItem().Authorization.ShouldBe("Bearer token-1");
    }

    [Fact]
    public async Task Given_an_endpoint_that_goes_on_failing_When_a_request_is_sent_Then_the_store_is_away_and_not_refused()
    {
        for (var i = 0; i < 3; i++) server.Next(502);
        var refused = await Should.ThrowAsync<StoreException>(() => Tenant(new FakeFirestore(Ok(Missing)), retries: 1).GetAsync(Path));
        (refused.Failure, server.Asked.Count).ShouldBe((StoreFailure.Unavailable, 2));
    }

    [Fact]
    public async Task Given_an_account_that_is_gone_When_a_request_is_sent_Then_it_is_denied_at_once()
    {
        server.Next(400, """{"error":"invalid_grant","error_description":"Invalid JWT Signature."}""");
        var fake = new FakeFirestore(Ok(Missing));
        var refused = await Should.ThrowAsync<StoreException>(() => Tenant(fake).GetAsync(Path));
        (refused.Failure, server.Asked.Count, fake.Requests.Count).ShouldBe((StoreFailure.Denied, 1, 0));
    }

    private const string Missing = """[{"missing":"projects/p/databases/(default)/documents/tenants/acme/customers/1"}]""";

    private static ITenantStore Tenant(FakeFirestore fake, int retries = 6) => new FirestoreStore(
        new FirestoreOptions { ProjectId = "p", Retries = retries }, new FakeTime("2026-01-01T00:00:00Z", autoAdvance: true), fake).OpenTenant(OrgId.Parse("acme"));
}
