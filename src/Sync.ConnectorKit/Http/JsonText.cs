using System.Text.Json;

namespace Sync.ConnectorKit.Http;

/// <summary>Tells a JSON text that was cut off from one that is whole.</summary>
internal static class JsonText
{
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
