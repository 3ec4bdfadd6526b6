using System.Text.Json;

namespace Sync.Web.Api.Requests;

/// <summary>
/// Looks for texts that are none: half of a surrogate pair, which JSON can write (RFC 8259, section 8.2) and no UTF-8 can. Whoever
/// reads one would fail on it; of names of fields the parser sees to it.
/// </summary>
internal static class SoundTexts
{
    /// <summary>Says of each field in which there is one that it is wrong.</summary>
    public static void Check(JsonElement value, string at, FieldErrors errors)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String when !IsSound(value):
                errors.Add(at, $"'{at}' holds half of a character (a lone surrogate), which is no text.");
                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray()) Check(item, at, errors);
                break;
            case JsonValueKind.Object:
                foreach (var field in value.EnumerateObject()) Check(field.Value, at.Length == 0 ? field.Name : $"{at}.{field.Name}", errors);
                break;
        }
    }

    private static bool IsSound(JsonElement text)
    {
        try
        {
            _ = text.GetString();
            return true;
        }
        catch (InvalidOperationException)
        {
            return false; // which is how the reader says so
        }
    }
}
