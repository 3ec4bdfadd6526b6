using Sync.Store.Firestore;

namespace Sync.Store.Tests.Firestore;

/// <summary>With commits over gRPC, as an operator may ask for.</summary>
public sealed class FirestoreGrpcEmulatorTests : FirestoreEmulatorTests
{
    protected override CommitTransport Commits => CommitTransport.Grpc;

    [SkippableFact]
    public async Task Given_the_emulator_When_a_commit_is_refused_Then_it_was_sent_over_gRPC()
    {
        var first = DocumentWrite.Create(Customer("1"), DocumentBody.Empty);
        await Tenant.CommitAsync([first]);
        (await Should.ThrowAsync<StoreException>(() => Tenant.CommitAsync([first]))).Message.ShouldNotContain("over REST");
    }
}
