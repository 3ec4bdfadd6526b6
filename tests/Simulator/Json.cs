using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Sync.Simulator;

/// <summary>Writes JSON.</summary>
internal static class Json
{
    public static byte[] Bytes(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(32 * 1024);
        using (var writer = new Utf8JsonWriter(buffer)) write(writer);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>An id: a number where it is one, as the POS sends it.</summary>
    public static void Id(this Utf8JsonWriter writer, string name, string? id)
    {
        if (long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number.ToString(CultureInfo.InvariantCulture) == id) writer.WriteNumber(name, number);
        else writer.WriteString(name, id);
    }

    public static void Number(this Utf8JsonWriter writer, string name, decimal? value)
    {
        if (value is { } number) writer.WriteNumber(name, number);
        else writer.WriteNull(name);
    }

    public static void Rows<T>(this Utf8JsonWriter writer, IEnumerable<T> rows, Action<Utf8JsonWriter, T> write)
    {
        writer.WriteStartArray();
        foreach (var row in rows) write(writer, row);
        writer.WriteEndArray();
    }
}
