using System.Text.Json.Nodes;

namespace Sync.Conformance.Tests;

/// <summary>Compares requests and answers with Square's published OpenAPI document: names, types and enum values.</summary>
internal sealed class SquareContract(string file)
{
    private readonly JsonNode document = JsonNode.Parse(File.ReadAllText(file))!;

    /// <summary>What is wrong with an answer; empty where nothing is.</summary>
    public IEnumerable<string> OfAnswer(string method, string path, byte[] body) =>
        Check(JsonNode.Parse(body), Operation(method, path)["responses"]!["200"]!["content"]!["application/json"]!["schema"]!, path);

    /// <summary>What is wrong with a request; empty where nothing is.</summary>
    public IEnumerable<string> OfRequest(string method, string path, string body) =>
        Check(JsonNode.Parse(body), Operation(method, path)["requestBody"]!["content"]!["application/json"]!["schema"]!, path);

    /// <summary>The topics of webhooks: the permissions that each needs, and the official example of its body.</summary>
    public IEnumerable<(string Topic, IReadOnlyList<string> Scopes, JsonObject Example)> Topics() =>
        from schema in document["components"]!["schemas"]!.AsObject().Select(s => s.Value!)
        where schema["x-webhook"] is not null
        let scopes = (schema["x-webhook"]!["scopes"] as JsonArray ?? []).Select(s => (string)s!).ToList()
        select ((string)schema["x-webhook"]!["event"]!, (IReadOnlyList<string>)scopes, schema["example"]!.AsObject());

    private JsonNode Operation(string method, string path) => document["paths"]![path]![method.ToLowerInvariant()]!;

    private IEnumerable<string> Check(JsonNode? value, JsonNode schema, string where)
    {
        if (schema["$ref"] is { } reference) schema = document["components"]!["schemas"]![((string)reference!).Split('/')[^1]]!;
        if (value is null) return schema["nullable"]?.GetValue<bool>() == true ? [] : [$"{where} is null"];
        if (schema["enum"] is JsonArray values) return values.Any(v => (string?)v == (string?)value) ? [] : [$"{where} is {value}"];
        return (string?)schema["type"] switch
        {
            "object" => value is JsonObject row ? Fields(row, schema, where) : [$"{where} is no object"],
            "array" => value is JsonArray items ? items.SelectMany(i => Check(i, schema["items"]!, where + "[]")) : [$"{where} is no array"],
            "integer" => value is JsonValue number && number.TryGetValue<long>(out _) ? [] : [$"{where} is no whole number"],
            "boolean" => value is JsonValue flag && flag.TryGetValue<bool>(out _) ? [] : [$"{where} is no yes or no"],
            _ => value is JsonValue text && text.TryGetValue<string>(out _) ? [] : [$"{where} is no text"],
        };
    }

    private IEnumerable<string> Fields(JsonObject row, JsonNode schema, string where)
    {
        foreach (var name in (schema["required"] as JsonArray ?? []).Select(r => (string)r!))
            if (!row.ContainsKey(name)) yield return $"{where}.{name} is missing";
        if (schema["properties"] is not JsonObject known) yield break;
        foreach (var (name, value) in row)
        {
            if (known[name] is not { } field) yield return $"{where}.{name} is not known";
            else foreach (var wrong in Check(value, field, $"{where}.{name}")) yield return wrong;
        }
    }
}
