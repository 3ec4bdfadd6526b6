using System.Text.Json;

namespace Sync.Alleaves.Tests;

/// <summary>As much of JSON Schema as the shared contract uses.</summary>
internal sealed class ContractCheck(JsonElement contract)
{
    /// <summary>Where an answer breaks a named schema.</summary>
    public List<string> Faults(string schema, JsonElement value)
    {
        var faults = new List<string>();
        Check(contract.GetProperty("components").GetProperty("schemas").GetProperty(schema), value, schema, faults);
        return faults;
    }

    /// <summary>Query parameters that are missing or not known.</summary>
    public List<string> QueryFaults(JsonElement operation, string query)
    {
        var sent = query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('=')[0]).ToHashSet();
        var known = operation.TryGetProperty("parameters", out var list) ? list.EnumerateArray().ToList() : [];
        var names = known.Select(p => p.GetProperty("name").GetString()!).ToHashSet();
        var required = known.Where(p => p.GetProperty("required").GetBoolean()).Select(p => p.GetProperty("name").GetString()!);
        return [.. sent.Except(names).Select(n => $"unknown {n}"), .. required.Except(sent).Select(n => $"missing {n}")];
    }

    private void Check(JsonElement schema, JsonElement value, string at, List<string> faults)
    {
        schema = Resolve(schema);
        if (value.ValueKind == JsonValueKind.Null && schema.TryGetProperty("nullable", out var nullable) && nullable.GetBoolean()) return;
        if (schema.TryGetProperty("oneOf", out var choices))
        {
            if (!choices.EnumerateArray().Any(c => HasType(c.GetProperty("type").GetString()!, value))) faults.Add($"{at}: {value.ValueKind}");
            return;
        }

        if (schema.TryGetProperty("type", out var type) && !HasType(type.GetString()!, value)) faults.Add($"{at}: {value.ValueKind} is no {type}");
        else if (schema.TryGetProperty("enum", out var words) && words.EnumerateArray().All(w => w.GetRawText() != value.GetRawText())) faults.Add($"{at}: {value}");
        else if (value.ValueKind == JsonValueKind.Object) CheckObject(schema, value, at, faults);
        else if (value.ValueKind == JsonValueKind.Array)
            foreach (var item in value.EnumerateArray()) Check(schema.GetProperty("items"), item, at + "[]", faults);
    }

    private void CheckObject(JsonElement schema, JsonElement value, string at, List<string> faults)
    {
        if (schema.TryGetProperty("required", out var required))
            faults.AddRange(required.EnumerateArray().Where(n => !value.TryGetProperty(n.GetString()!, out _)).Select(n => $"{at}: no {n}"));
        if (!schema.TryGetProperty("properties", out var properties)) return;
        foreach (var property in properties.EnumerateObject())
            if (value.TryGetProperty(property.Name, out var inner)) Check(property.Value, inner, $"{at}.{property.Name}", faults);
    }

    private JsonElement Resolve(JsonElement schema) => schema.TryGetProperty("$ref", out var path)
        ? path.GetString()!.Split('/').Skip(1).Aggregate(contract, (at, name) => at.GetProperty(name))
        : schema;

    private static bool HasType(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        _ => value.ValueKind == JsonValueKind.Number,
    };
}
