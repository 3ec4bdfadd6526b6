using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Sync.Simulator.Kit;

namespace Sync.Simulator.Lightspeed;

/// <summary>The forms that all answers share.</summary>
internal static class LightspeedJson
{
    public static FakeAnswer Error(int status, string error, string message) => new(status, Json.Bytes(w =>
    {
        w.WriteStartObject();
        w.WriteString("error", error);
        w.WriteString("message", message);
        w.WriteEndObject();
    }));

    /// <summary>Rows beside the versions of the page; both null where it is empty.</summary>
    public static byte[] Feed<T>(IReadOnlyList<Versioned<T>> page, Action<Utf8JsonWriter, Versioned<T>> write) => Json.Bytes(w =>
    {
        w.WriteStartObject();
        w.WritePropertyName("data");
        w.Rows(page, write);
        w.WriteStartObject("version");
        w.Number("min", page.Count == 0 ? null : page[0].Version);
        w.Number("max", page.Count == 0 ? null : page[^1].Version);
        w.WriteEndObject();
        w.WriteEndObject();
    });

    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss+00:00", CultureInfo.InvariantCulture);

    /// <summary>Minor units as a number of currency units.</summary>
    public static decimal Units(long minor, string currency) => minor / (currency switch { "JPY" or "KRW" => 1m, "KWD" or "BHD" => 1000m, _ => 100m });

    /// <summary>A UUID that a text always has.</summary>
    public static string Uuid(string text) => new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16)).ToString();

    /// <summary>The id in a sale's wire form.</summary>
    public static string IdOf(string raw)
    {
        using var sale = JsonDocument.Parse(raw);
        return sale.RootElement.GetProperty("id").GetString()!;
    }

    public static void Empty(this Utf8JsonWriter writer, params ReadOnlySpan<string> lists)
    {
        foreach (var list in lists)
        {
            writer.WriteStartArray(list);
            writer.WriteEndArray();
        }
    }
}
