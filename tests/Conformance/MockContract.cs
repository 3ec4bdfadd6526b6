using System.Text.Json.Nodes;

namespace Sync.Conformance.Tests;

/// <summary>Makes a published contract fit to be mocked: nothing of what it allows is changed, but what is answered is of use.</summary>
internal static class MockContract
{
    /// <summary>A copy of a contract, in a folder, with examples where it has them elsewhere only, and with successes that tell of no error.</summary>
    public static string Prepare(string contract, DirectoryInfo folder)
    {
        var document = JsonNode.Parse(File.ReadAllText(contract))!;
        var schemas = document["components"]!["schemas"]!.AsObject();
        // Square's answers may carry errors whatever their status: made up at random they always would, and every read end there.
        foreach (var (name, schema) in schemas)
            if (name.EndsWith("Response", StringComparison.Ordinal)) (schema!["properties"] as JsonObject)?.Remove("errors");
        // Its order search shows entries, which are not asked for; whole orders stand at the request for some by id.
        if (schemas["BatchRetrieveOrdersResponse"]?["example"]?["orders"] is { } orders)
            schemas["SearchOrdersResponse"]!["example"] = new JsonObject { ["cursor"] = "123", ["orders"] = orders.DeepClone() };
        AddToastsOrder(document, Path.Combine(Path.GetDirectoryName(contract)!, "toast.order-example.json"));
        var copy = Path.Combine(folder.FullName, Path.GetFileName(contract));
        File.WriteAllText(copy, document.ToJsonString());
        return copy;
    }

    // Toast publishes its example beside the contract.
    private static void AddToastsOrder(JsonNode document, string example)
    {
        if (document["paths"]!["/orders/v2/ordersBulk"] is not { } path || !File.Exists(example)) return;
        path["get"]!["responses"]!["200"]!["content"]!["application/json"]!["example"] = new JsonArray(JsonNode.Parse(File.ReadAllText(example)));
    }
}
