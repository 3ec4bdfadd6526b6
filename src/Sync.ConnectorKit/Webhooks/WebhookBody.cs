using System.Security.Cryptography;
using System.Text.Json;

namespace Sync.ConnectorKit.Webhooks;

/// <summary>Reads a webhook's JSON without trusting its shape: whatever is not there, or is something else, is null.</summary>
public static class WebhookBody
{
    // Of what any POS calls its records; longer ones could not be stored, and no POS makes them.
    private const int LongestId = 200;

    /// <summary>The body's JSON object; null where it holds none.</summary>
    public static JsonElement? Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null; // a genuine body that is no JSON is said so by whoever asked
        }
    }

    /// <summary>What lies at the end of a path of names; null where a step is missing, or is no object.</summary>
    public static JsonElement? At(this JsonElement? element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (element is not { ValueKind: JsonValueKind.Object } from || Named(from, name) is not { } next) return null;
            element = next;
        }

        return element;
    }

    private static JsonElement? Named(JsonElement from, string name)
    {
        try
        {
            return from.TryGetProperty(name, out var found) ? found : null;
        }
        catch (InvalidOperationException)
        {
            return null; // a name beside it is half of a surrogate pair
        }
    }

    /// <summary>The text at the end of a path; null where there is none.</summary>
    public static string? Text(this JsonElement? element, params ReadOnlySpan<string> path)
    {
        if (element.At(path) is not { ValueKind: JsonValueKind.String } found) return null;
        try
        {
            return found.GetString();
        }
        catch (InvalidOperationException)
        {
            return null; // half of a surrogate pair
        }
    }

    /// <summary>The id at the end of a path, a text or a whole number; null where there is none that a record could have.</summary>
    public static string? Id(this JsonElement? element, params ReadOnlySpan<string> path)
    {
        var text = element.At(path) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out _) ? number.GetRawText() : element.Text(path);
        return IsId(text) ? text : null;
    }

    /// <summary>The elements of the list at the end of a path; none where there is no list.</summary>
    public static IEnumerable<JsonElement?> List(this JsonElement? element, params ReadOnlySpan<string> path) =>
        element.At(path) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray().Select(e => (JsonElement?)e) : [];

    /// <summary>The names in the object at the end of a path that may be ids, each once; none where there is no object.</summary>
    public static IEnumerable<string> Ids(this JsonElement? element, params ReadOnlySpan<string> path)
    {
        if (element.At(path) is not { ValueKind: JsonValueKind.Object } found) return [];
        var names = new HashSet<string>();
        foreach (var property in found.EnumerateObject())
            if (NameOf(property) is { } name && IsId(name)) names.Add(name);
        return names;
    }

    private static string? NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return null; // half of a surrogate pair
        }
    }

    /// <summary>Whether a text may be the id of a record.</summary>
    public static bool IsId(string? text) => text is { Length: > 0 and <= LongestId } && !text.Any(char.IsControl) && !text.Any(char.IsSurrogate);

    /// <summary>A number of an event whose POS gives it none: the same for the same content.</summary>
    public static string Digest(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 16));

    /// <summary>Refuses an event that is older than the memory of replays reaches, or from the future.</summary>
    /// <param name="madeAt">When the POS says it was made, in the signed part; null where it does not say.</param>
    /// <param name="receivedAt">When it came.</param>
    /// <param name="oldest">How old it may be: as long as the POS goes on sending it, and a little.</param>
    /// <exception cref="WebhookRefusedException">It is too old, or ahead of our clock by more than an hour.</exception>
    public static void CheckAge(DateTimeOffset? madeAt, DateTimeOffset receivedAt, TimeSpan oldest)
    {
        if (WhyUntimely(madeAt, receivedAt, oldest) is { } why) throw new WebhookRefusedException(why);
    }

    /// <summary>What speaks against an event's age, as <see cref="CheckAge"/> would say; null where nothing does.</summary>
    public static string? WhyUntimely(DateTimeOffset? madeAt, DateTimeOffset receivedAt, TimeSpan oldest)
    {
        if (madeAt is not { } at) return null;
        if (receivedAt - at > oldest) return "it is too old";
        return at - receivedAt > TimeSpan.FromHours(1) ? "it is from the future" : null;
    }
}
