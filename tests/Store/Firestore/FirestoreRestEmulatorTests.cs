using System.Net;
using Sync.Store.Firestore;
using Sync.Store.Tests.Contract;
using Sync.TestKit;

namespace Sync.Store.Tests.Firestore;

/// <summary>The emulator behind a proxy that does not let gRPC through.</summary>
[Trait("Category", "Long")]
public sealed class FirestoreRestEmulatorTests : StoreContract
{
    protected override string? MissingReason => FirestoreEmulator.MissingReason;

    protected override int Sequences => 10; // over gRPC there are more

    protected override async Task<IDocumentStore> OpenAsync()
    {
        var emulator = await FirestoreEmulator.SharedAsync();
        return new FirestoreStore(new FirestoreOptions { ProjectId = emulator.NewProject(), EmulatorHost = emulator.Host }, TimeProvider.System, new RestOnly());
    }

    private sealed class RestOnly() : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            request.Version == HttpVersion.Version20
                ? Task.FromResult(new HttpResponseMessage(HttpStatusCode.HttpVersionNotSupported))
                : base.SendAsync(request, cancellationToken);
    }
}
