namespace Sync.Store.Firestore;

/// <summary>
/// How commits reach Firestore; reads always go over REST. REST v1 unless an operator asks for gRPC: it is the interface that is
/// documented and that any proxy lets through, and in production the server that has to read its JSON is Google's. On a developer's
/// machine it is the emulator, which gRPC saves a third to a half of its work.
/// </summary>
public enum CommitTransport
{
    /// <summary>Over REST v1 and nothing else; no gRPC connection is made.</summary>
    Rest,

    /// <summary>Over gRPC first; over REST from the first commit on that shows that gRPC does not get through.</summary>
    Grpc,
}
