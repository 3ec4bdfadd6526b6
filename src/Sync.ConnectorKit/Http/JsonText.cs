using System.Text.Json;

namespace Sync.ConnectorKit.Http;

/// <summary>Tells a JSON text that was cut off from one that is whole.</summary>
internal static class JsonText
{
    // RFC 8259, 8.1: nobody should send one, and a reader may pass it over.
    public static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> text) => text.StartsWith("\uFEFF"u8) ? text[3..] : text;

    public static bool IsWhole(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text);
        try
        {
            var any = false;
            while (reader.Read()) any = true;
            return any;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
