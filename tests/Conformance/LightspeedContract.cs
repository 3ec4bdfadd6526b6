using System.Text.Json;
using Sync.TestKit;

namespace Sync.Conformance.Tests;

/// <summary>Holds answers against the published contract: types, required fields, nulls, words of a closed list, UUIDs.</summary>
internal sealed class LightspeedContract : IDisposable
{
    private readonly JsonDocument document = JsonDocument.Parse(File.ReadAllText(Require.Shared("contracts/lightspeed-x.openapi.json")));

    /// <summary>What is wrong with a value of a named schema.</summary>
    public IReadOnlyList<string> Faults(JsonElement value, string schema)
    {
        var faults = new List<string>();
        Check(value, document.RootElement.GetProperty("components").GetProperty("schemas").GetProperty(schema), schema, faults);
        return faults;
    }

    /// <summary>The permissions that an operation says it needs.</summary>
    public IReadOnlyList<string> Scopes(string path, string method)
    {
        var said = document.RootElement.GetProperty("paths").GetProperty("/api/2026-07/" + path).GetProperty(method).GetProperty("description").GetString()!;
        return [.. said.Split([' ', ',', '.'], StringSplitOptions.RemoveEmptyEntries).Where(w => w.Contains(':', StringComparison.Ordinal) && w[^1] != ':')];
    }

    /// <inheritdoc />
    public void Dispose() => document.Dispose();

    private void Check(JsonElement value, JsonElement schema, string at, List<string> faults)
    {
        if (schema.TryGetProperty("$ref", out var reference))
        {
            Check(value, document.RootElement.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1]), at, faults);
            return;
        }

        if (value.ValueKind == JsonValueKind.Null)
        {
            if (!(schema.TryGetProperty("nullable", out var nullable) && nullable.GetBoolean())) faults.Add($"{at} is null");
            return;
        }

        var type = schema.GetProperty("type").GetString();
        if (type != TypeOf(value) && !(type == "number" && TypeOf(value) == "integer")) faults.Add($"{at} is {TypeOf(value)}, not {type}");
        else if (type == "object") CheckObject(value, schema, at, faults);
        else if (type == "array") CheckItems(value, schema, at, faults);
        else CheckText(value, schema, at, faults);
    }

    private void CheckObject(JsonElement value, JsonElement schema, string at, List<string> faults)
    {
        if (schema.TryGetProperty("required", out var required))
            faults.AddRange(required.EnumerateArray().Where(r => !value.TryGetProperty(r.GetString()!, out _)).Select(r => $"{at}.{r.GetString()} is missing"));
        if (!schema.TryGetProperty("properties", out var properties)) return;
        foreach (var field in value.EnumerateObject())
        {
            if (properties.TryGetProperty(field.Name, out var inner)) Check(field.Value, inner, $"{at}.{field.Name}", faults);
            else faults.Add($"{at}.{field.Name} is not in the contract");
        }
    }

    private void CheckItems(JsonElement value, JsonElement schema, string at, List<string> faults)
    {
        foreach (var item in value.EnumerateArray()) Check(item, schema.GetProperty("items"), at + "[]", faults);
    }

    private static void CheckText(JsonElement value, JsonElement schema, string at, List<string> faults)
    {
        if (value.ValueKind != JsonValueKind.String) return;
        if (schema.TryGetProperty("enum", out var words) && words.EnumerateArray().All(w => w.GetString() != value.GetString())) faults.Add($"{at} is none of the words");
        if (schema.TryGetProperty("format", out var format) && format.GetString() == "uuid" && !Guid.TryParse(value.GetString(), out _)) faults.Add($"{at} is no UUID");
    }

    private static string TypeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Number => value.TryGetInt64(out _) ? "integer" : "number",
        _ => "boolean",
    };
}
