using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Sync.Web.Api.Requests;

/// <summary>Entity tags (RFC 9110, section 8.8.3): a hash of what is answered, so that what a caller may not see has no say in them.</summary>
internal static class ETags
{
    /// <summary>The tag of a body.</summary>
    public static string Of(ReadOnlyMemory<byte> body) => $"\"{Base64Url.EncodeToString(SHA256.HashData(body.Span).AsSpan(0, 12))}\"";

    /// <summary>Whether a list of tags has one, or stands for any.</summary>
    public static bool Has(StringValues header, string tag) =>
        header.SelectMany(h => (h ?? "").Split(',')).Select(t => t.Trim()).Any(t => t == "*" || (t.StartsWith("W/", StringComparison.Ordinal) ? t[2..] : t) == tag);

    /// <summary>Refuses a change by somebody who has not seen what is there.</summary>
    /// <exception cref="ApiProblem">It is so.</exception>
    public static void Require(HttpContext context, string tag)
    {
        var given = context.Request.Headers.IfMatch;
        if (given.Count == 0)
            throw new ApiProblem(StatusCodes.Status428PreconditionRequired, "If-Match is missing", "Read it first, and send its ETag as If-Match, so that nobody's change is overwritten unseen. Nothing was changed.");
        if (!Has(given, tag))
            throw Changed();
    }

    /// <summary>Refuses a change that was to be made only to what somebody has seen, where that is not what is there; who does not say so is let through.</summary>
    /// <exception cref="ApiProblem">It is so.</exception>
    public static void RequireIfGiven(HttpContext context, string tag)
    {
        if (context.Request.Headers.IfMatch.Count > 0) Require(context, tag);
    }

    /// <summary>That somebody else has changed it.</summary>
    public static ApiProblem Changed() =>
        new(StatusCodes.Status412PreconditionFailed, "Changed meanwhile", "It was changed since you read it. Read it again and decide anew. Nothing was changed.");
}
