using Sync.Store;
using Sync.Store.Firestore;
using Sync.TestKit;

namespace Sync.Engine.Tests.Harness;

/// <summary>A project of Firestore's emulator.</summary>
internal sealed class EmulatorTestStore : TestStore
{
    private readonly string host;
    private readonly string project;

    private EmulatorTestStore(string host, string project) => (this.host, this.project) = (host, project);

    /// <summary>Skips the test where there is no emulator.</summary>
    public static async Task<EmulatorTestStore> NewAsync()
    {
        Require.That(FirestoreEmulator.MissingReason is null, FirestoreEmulator.MissingReason ?? "");
        var emulator = await FirestoreEmulator.SharedAsync();
        return new EmulatorTestStore(emulator.Host, emulator.NewProject());
    }

    public override IDocumentStore Open() => new FirestoreStore(new FirestoreOptions { ProjectId = project, EmulatorHost = host }, TimeProvider.System);

    public override TestStore Copy() => throw new NotSupportedException("The emulator copies no projects.");

    public override void Dispose()
    {
    }
}
