using Sync.Store.Firestore;
using Sync.Store.Tests.Contract;
using Sync.TestKit;

namespace Sync.Store.Tests.Firestore;

/// <summary>With commits over gRPC, as an operator may ask for.</summary>
[Trait("Category", "Long")]
public sealed class FirestoreGrpcEmulatorTests : StoreContract
{
    protected override string? MissingReason => FirestoreEmulator.MissingReason;

    protected override int Sequences => 40; // each commit is a request

    protected override async Task<IDocumentStore> OpenAsync()
    {
        var emulator = await FirestoreEmulator.SharedAsync();
        return new FirestoreStore(new FirestoreOptions { ProjectId = emulator.NewProject(), EmulatorHost = emulator.Host, Commits = CommitTransport.Grpc }, TimeProvider.System);
    }

    [SkippableFact]
    public async Task Given_the_emulator_When_a_commit_is_refused_Then_it_was_sent_over_gRPC()
    {
        var first = DocumentWrite.Create(Customer("1"), DocumentBody.Empty);
        await Tenant.CommitAsync([first]);
        (await Should.ThrowAsync<StoreException>(() => Tenant.CommitAsync([first]))).Message.ShouldNotContain("over REST");
    }
}
