using System.Text.Json;

namespace Sync.Store.Rules;

/// <summary>Checks the names of fields.</summary>
internal static class FieldNameRules
{
    /// <summary>Checks the name that the reader stands at.</summary>
    /// <returns>Its length in UTF-8.</returns>
    public static int Check(ref Utf8JsonReader json, DocumentPath path, string topField)
    {
        var name = json.ValueSpan;
        if (name.Length == 0) throw Invalid(path, $"Document '{path}' has a field without a name in '{topField}'.");
        if (name.Length >= 4 && name.StartsWith("__"u8) && name.EndsWith("__"u8))
            throw Invalid(path, $"Document '{path}' has a field '{json.GetString()}'; Firestore keeps names of the form __…__ for itself.");
        var bytes = JsonText.ByteCount(ref json);
        if (name[0] == (byte)'$') bytes--; // its escape, see DocumentBody
        return bytes <= DocumentLimits.MaxFieldNameBytes
            ? bytes
            : throw Invalid(path, $"Document '{path}' has a field name of {bytes} bytes in '{topField[..Math.Min(40, topField.Length)]}…'; {DocumentLimits.MaxFieldNameBytes} is the most.");
    }

    private static StoreException Invalid(DocumentPath path, string message) => new(StoreFailure.InvalidDocument, message, path);
}
