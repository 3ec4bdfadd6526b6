using Sync.Store.Firestore;
using static Sync.Store.Tests.Firestore.FakeFirestore;

namespace Sync.Store.Tests.Firestore;

/// <summary>Commits where gRPC was asked for and does not get through.</summary>
public sealed class FirestoreNoGrpcTests : FirestoreRequestContract
{
    protected override CommitTransport Commits => CommitTransport.Grpc;

    protected override bool GrpcGetsThrough => false;

    [Fact]
    public async Task Given_a_proxy_that_knows_no_gRPC_When_commits_follow_Then_gRPC_is_tried_once_and_a_refusal_says_so()
    {
        var fake = Fake(Ok(), Error(403, "PERMISSION_DENIED"));
        var tenant = Tenant(fake);
        await tenant.CommitAsync([Merge]);
        (await Should.ThrowAsync<StoreException>(() => tenant.CommitAsync([Merge]))).Message.ShouldContain("over REST, since gRPC does not get through here: the answer was HTTP 415");
        (fake.GrpcRefused, fake.Requests.Count, tenant.Usage.Total.Writes).ShouldBe((1, 2, 1));
    }
}
