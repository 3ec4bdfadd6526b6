using System.Buffers;
using System.Text;
using Sync.Store;

namespace Sync.Engine.Queries;

/// <summary>
/// A form in which documents leave the store as anybody's JSON: keys sorted, times as RFC 3339 text, bytes as base64 text, some
/// fields left out. It copies what is stored and builds nothing of it, for a list shows hundreds of documents at once.
/// </summary>
public sealed class PlainForm
{
    private readonly byte[][] without;
    private readonly bool everywhere;

    /// <summary>A form.</summary>
    /// <param name="without">Fields to leave out.</param>
    /// <param name="everywhere">Whether they are left out of maps inside, too; else at the top only.</param>
    public PlainForm(IEnumerable<string> without, bool everywhere = false) =>
        (this.without, this.everywhere) = ([.. without.Select(n => Encoding.UTF8.GetBytes(n.StartsWith('$') ? "$" + n : n))], everywhere);

    /// <summary>The JSON, UTF-8, without a line break.</summary>
    public byte[] Of(DocumentBody body)
    {
        var to = new ArrayBufferWriter<byte>(body.Json.Length);
        Write(to, body);
        return to.WrittenSpan.ToArray();
    }

    /// <summary>Appends the JSON, UTF-8, without a line break.</summary>
    public void Write(IBufferWriter<byte> to, DocumentBody body) => to.Advance(PlainCopy.Run(body.Json.Span, to.GetSpan(body.Json.Length), without, everywhere));
}
