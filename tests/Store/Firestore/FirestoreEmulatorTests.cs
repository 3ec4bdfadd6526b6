using Sync.Store.Firestore;
using Sync.Store.Tests.Contract;
using Sync.TestKit;

namespace Sync.Store.Tests.Firestore;

/// <summary>As it is used unless gRPC is asked for: all over REST.</summary>
[Trait("Category", "Long")]
public class FirestoreEmulatorTests : StoreContract
{
    protected virtual CommitTransport Commits => CommitTransport.Rest;

    protected override string? MissingReason => FirestoreEmulator.MissingReason;

    protected override int Sequences => 40; // each commit is a request

    protected override async Task<IDocumentStore> OpenAsync()
    {
        var emulator = await FirestoreEmulator.SharedAsync();
        return new FirestoreStore(new FirestoreOptions { ProjectId = emulator.NewProject(), EmulatorHost = emulator.Host, Commits = Commits }, TimeProvider.System);
    }
}
