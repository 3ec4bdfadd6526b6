using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sync.Engine.Queries;
using Sync.Store;
using Sync.Web.Api.Requests;

namespace Sync.Web.Api.Resources;

/// <summary>How documents are shown by the API: as they stand, times as text, and without what only the service needs.</summary>
/// <param name="withId">Whether the document's id goes first, where it is no field of it.</param>
/// <param name="without">Fields that are left out besides, wherever they stand.</param>
internal sealed class PlainDocument(bool withId = false, params IEnumerable<string> without)
{
    private readonly PlainForm form = new([.. without, "expireAt"], everywhere: true);

    /// <summary>Appends a document.</summary>
    public void Write(IBufferWriter<byte> to, StoredDocument document)
    {
        if (!withId)
        {
            form.Write(to, document.Body);
            return;
        }

        var fields = form.Of(document.Body);
        to.Write("{\"id\":\""u8);
        to.Write(JsonEncodedText.Encode(DocumentId.Unescape(document.Path.Id), JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);
        to.Write(fields.Length > 2 ? "\","u8 : "\""u8);
        to.Write(fields.AsSpan(1));
    }

    /// <summary>The answer that is a document.</summary>
    public ApiAnswer Answer(StoredDocument document)
    {
        var to = new ArrayBufferWriter<byte>(document.Body.Json.Length + 256);
        Write(to, document);
        return ApiAnswer.Of(to.WrittenMemory);
    }
}
