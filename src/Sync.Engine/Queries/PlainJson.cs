using Sync.Store;

namespace Sync.Engine.Queries;

/// <summary>A document's fields as anybody's JSON: keys sorted, times as RFC 3339 text, bytes as base64 text.</summary>
public static class PlainJson
{
    /// <summary>The JSON, UTF-8, without a line break. For many documents, keep a <see cref="PlainForm"/>.</summary>
    /// <param name="body">The fields.</param>
    /// <param name="without">Fields to leave out.</param>
    /// <param name="everywhere">Whether they are left out of maps inside, too; else at the top only.</param>
    public static byte[] Of(DocumentBody body, IReadOnlySet<string> without, bool everywhere = false) => new PlainForm(without, everywhere).Of(body);
}
