using System.Buffers;
using Sync.Model;
using Sync.Store.Firestore.Grpc;

namespace Sync.Store.Firestore;

/// <summary>
/// Sends commits: over REST, or over gRPC where that was asked for (<see cref="CommitTransport"/> says why). Where a proxy then does
/// not let gRPC through, they go over REST from the first that failed on, and a commit's refusal says so.
/// </summary>
/// <param name="rest">Sends over REST.</param>
/// <param name="grpc">Sends over gRPC; null where that was not asked for.</param>
/// <param name="names">The documents' names.</param>
internal sealed class FirestoreCommits(FirestoreHttp rest, FirestoreGrpc? grpc, FirestoreNames names)
{
    private static readonly IdleBuffers<ArrayBufferWriter<byte>> JsonBuffers = new(b => new(b), b => b.ResetWrittenCount());
    private static readonly IdleBuffers<ProtoWriter> ProtoBuffers = new(b => new(b), b => b.Clear());

    private volatile string? noGrpc;

    /// <summary>What a commit is called in an error's text.</summary>
    public string Describe(IReadOnlyList<DocumentWrite> writes) =>
        $"a commit of {writes.Count} writes" + (noGrpc is { } reason ? $" (over REST, since gRPC does not get through here: {reason})" : "");

    /// <summary>Sends one.</summary>
    /// <returns>The answer, a refusal too; never one that passes.</returns>
    public async Task<FirestoreAnswer> SendAsync(OrgId org, IReadOnlyList<DocumentWrite> writes, CancellationToken cancellation)
    {
        writes = InOrderOfName(writes);
        if (grpc is null || noGrpc is not null) return await OverRestAsync(org, writes, cancellation);
        try
        {
            return await OverGrpcAsync(grpc, org, writes, cancellation);
        }
        catch (NoGrpcException e)
        {
            noGrpc = e.Message;
            return await OverRestAsync(org, writes, cancellation);
        }
    }

    // The emulator locks documents in order of their names, and sorts them twice to do so: an eighth of its work on a commit of 400
    // in another order. Of two writes to one document the first stays the first.
    private static DocumentWrite[] InOrderOfName(IReadOnlyList<DocumentWrite> writes) =>
        [.. writes.OrderBy(w => w.Path.Collection, StringComparer.Ordinal).ThenBy(w => w.Path.Id, StringComparer.Ordinal)];

    private async Task<FirestoreAnswer> OverGrpcAsync(FirestoreGrpc over, OrgId org, IReadOnlyList<DocumentWrite> writes, CancellationToken cancellation)
    {
        var buffer = ProtoBuffers.Rent(CommitRequest.Length(writes));
        ProtoCommit.Write(buffer, names, org, writes);
        var answer = await over.CommitAsync(buffer.Written, Describe(writes), cancellation);
        ProtoBuffers.Return(buffer);
        return answer;
    }

    private async Task<FirestoreAnswer> OverRestAsync(OrgId org, IReadOnlyList<DocumentWrite> writes, CancellationToken cancellation)
    {
        var buffer = JsonBuffers.Rent(CommitRequest.Length(writes));
        CommitRequest.Write(buffer, names, org, writes);
        var answer = await rest.PostAsync(names.Root, "commit", buffer.WrittenMemory, Describe(writes), cancellation);
        JsonBuffers.Return(buffer);
        return answer;
    }
}
