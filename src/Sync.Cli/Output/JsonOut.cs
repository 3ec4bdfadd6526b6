using System.Text.Encodings.Web;
using System.Text.Json;

namespace Sync.Cli.Output;

/// <summary>Prints one JSON object on stdout.</summary>
internal static class JsonOut
{
    public static void Print(Action<Utf8JsonWriter> fields)
    {
        using var stdout = Console.OpenStandardOutput();
        using (var writer = new Utf8JsonWriter(stdout, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            fields(writer);
            writer.WriteEndObject();
        }

        stdout.WriteByte((byte)'\n');
    }
}
