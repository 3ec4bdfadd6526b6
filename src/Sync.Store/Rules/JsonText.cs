using System.Buffers;
using System.Text.Json;

namespace Sync.Store.Rules;

/// <summary>Measures texts in JSON.</summary>
internal static class JsonText
{
    /// <summary>The length in UTF-8 of the text or name that the reader stands at, without its escapes.</summary>
    public static int ByteCount(ref Utf8JsonReader json)
    {
        if (!json.ValueIsEscaped) return json.ValueSpan.Length;
        var buffer = ArrayPool<byte>.Shared.Rent(json.ValueSpan.Length);
        var bytes = json.CopyString(buffer);
        ArrayPool<byte>.Shared.Return(buffer);
        return bytes;
    }
}
