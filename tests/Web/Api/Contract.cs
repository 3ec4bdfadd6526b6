using System.Text.Json;

namespace Sync.Web.Tests.Api;

/// <summary>Holds answers against the OpenAPI document that the service gives out.</summary>
internal sealed class Contract(JsonElement document)
{
    public JsonElement Document => document;

    public static async Task<Contract> ReadAsync(HttpClient client) =>
        new(JsonDocument.Parse(await client.GetStringAsync("/openapi/v1.json")).RootElement.Clone());

    /// <summary>What is wrong with an answer; empty where it is as the document says.</summary>
    public IReadOnlyList<string> Faults(string method, string path, int status, string? type, string body)
    {
        if (Operation(method, path) is not { } operation) return [$"{method} {path} is not in the document"];
        if (!operation.GetProperty("responses").TryGetProperty(status.ToString(System.Globalization.CultureInfo.InvariantCulture), out var answer)) return [$"{method} {path} may not answer {status}: {body}"];
        if (!answer.TryGetProperty("content", out var content)) return body.Length == 0 ? [] : [$"{method} {path} {status} has a body"];
        if (!content.TryGetProperty(type ?? "", out var media)) return [$"{method} {path} {status} may not be of type {type}"];
        List<string> faults = [];
        foreach (var line in type == "application/x-ndjson" ? body.Split('\n', StringSplitOptions.RemoveEmptyEntries) : [body])
            Check(media.GetProperty("schema"), type == "text/csv" ? JsonSerializer.SerializeToElement(line) : JsonDocument.Parse(line).RootElement, $"{method} {path} {status}", faults);
        return faults;
    }

    /// <summary>All operations, such as <c>GET /api/orgs/{orgId}</c>.</summary>
    public IEnumerable<string> Operations => document.GetProperty("paths").EnumerateObject().SelectMany(p => p.Value.EnumerateObject().Select(m => $"{m.Name.ToUpperInvariant()} {p.Name}"));

    /// <summary>Which of them a request is.</summary>
    public string? OperationOf(string method, string path) => Find(method, path) is { } found ? $"{method} {found.Name}" : null;

    private JsonElement? Operation(string method, string path) => Find(method, path)?.Value.GetProperty(method.ToLowerInvariant());

    private JsonProperty? Find(string method, string path)
    {
        var parts = path.Split('?')[0].Split('/');
        foreach (var template in document.GetProperty("paths").EnumerateObject().OrderBy(p => p.Name.Count(c => c == '{')))
        {
            var names = template.Name.Split('/');
            if (names.Length == parts.Length && names.Zip(parts).All(p => p.First.StartsWith('{') || p.First == p.Second) && template.Value.TryGetProperty(method.ToLowerInvariant(), out _))
                return template;
        }

        return null;
    }

    private void Check(JsonElement schema, JsonElement value, string at, List<string> faults)
    {
        if (schema.TryGetProperty("$ref", out var reference))
        {
            Check(document.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1]), value, at, faults);
            return;
        }

        var types = !schema.TryGetProperty("type", out var type) ? [] : type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(t => t.GetString()!).ToArray() : [type.GetString()!];
        if (types.Length > 0 && !types.Any(t => Is(t, value))) faults.Add($"{at} is {value.ValueKind}, not {string.Join(" or ", types)}");
        if (schema.TryGetProperty("enum", out var choices) && choices.EnumerateArray().All(c => c.ToString() != value.ToString())) faults.Add($"{at} is '{value}'");
        if (schema.TryGetProperty("format", out var format) && format.GetString() == "date-time" && value.ValueKind == JsonValueKind.String && !value.TryGetDateTimeOffset(out _)) faults.Add($"{at} is no time: {value}");
        if (value.ValueKind == JsonValueKind.Array && schema.TryGetProperty("items", out var items))
            foreach (var element in value.EnumerateArray()) Check(items, element, at + "[]", faults);
        if (value.ValueKind == JsonValueKind.Object) CheckMap(schema, value, at, faults);
    }

    private void CheckMap(JsonElement schema, JsonElement value, string at, List<string> faults)
    {
        if (schema.TryGetProperty("required", out var required))
            faults.AddRange(required.EnumerateArray().Where(r => !value.TryGetProperty(r.GetString()!, out _)).Select(r => $"{at} lacks {r}"));
        foreach (var field in value.EnumerateObject())
        {
            if (schema.TryGetProperty("properties", out var properties) && properties.TryGetProperty(field.Name, out var known)) Check(known, field.Value, $"{at}.{field.Name}", faults);
            else if (!schema.TryGetProperty("additionalProperties", out var others)) continue;
            else if (others.ValueKind == JsonValueKind.False) faults.Add($"{at} has {field.Name}, which is not in the document");
            else if (others.ValueKind == JsonValueKind.Object) Check(others, field.Value, $"{at}.{field.Name}", faults);
        }
    }

    private static bool Is(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        _ => value.ValueKind == JsonValueKind.Number,
    };
}
