using System.Globalization;
using System.Net;

namespace Sync.Store.Firestore.Grpc;

/// <summary>Reads what came back for one gRPC call. Source: https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md.</summary>
internal static class GrpcAnswer
{
    // By their numbers. Source: https://github.com/grpc/grpc/blob/master/doc/statuscodes.md.
    private static readonly string[] Names =
    [
        "", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED",
        "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS", "UNAUTHENTICATED",
    ];

    /// <summary>Whether whoever answered speaks gRPC; a proxy in between may not.</summary>
    public static bool IsGrpc(HttpResponseMessage response) =>
        response.Content.Headers.ContentType?.MediaType is { } type && type.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase);

    /// <summary>What an answer says, read to its end.</summary>
    /// <exception cref="IOException">It ended before it said so.</exception>
    public static FirestoreAnswer Of(HttpResponseMessage response)
    {
        if (!IsGrpc(response)) return FirestoreAnswer.Of(response.StatusCode, []);
        var number = Header(response, "grpc-status");
        if (number is null && response.IsSuccessStatusCode) throw new IOException("The answer was cut short.");
        if (number is null) return FirestoreAnswer.Of(response.StatusCode, []);
        return new FirestoreAnswer(HttpStatusCode.OK, default, NameOf(number), Uri.UnescapeDataString(Header(response, "grpc-message") ?? ""));
    }

    // Beside the headers where there is nothing else to say, after the message where there is one.
    private static string? Header(HttpResponseMessage response, string name) =>
        response.TrailingHeaders.TryGetValues(name, out var late) || response.Headers.TryGetValues(name, out late) ? late.First() : null;

    private static string NameOf(string number) =>
        int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var code) && code < Names.Length ? Names[code] : "UNKNOWN";
}
