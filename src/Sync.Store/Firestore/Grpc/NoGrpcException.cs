namespace Sync.Store.Firestore.Grpc;

/// <summary>Between here and Firestore stands something that does not let gRPC through; nothing of the request was carried out.</summary>
internal sealed class NoGrpcException(string reason) : Exception(reason);
