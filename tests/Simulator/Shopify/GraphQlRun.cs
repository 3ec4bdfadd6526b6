using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sync.Simulator.Shopify;

/// <summary>An object of the graph: each field a way to its value. A value is a scalar, an object, a list of them, or a connection.</summary>
internal sealed class GraphQlNode : Dictionary<string, Func<GraphQlArgs, object?>>
{
    /// <summary>The type's name, for what is withheld and for complaints.</summary>
    public required string Type { get; init; }

    public object? this[string field, bool _] { set => Add(field, __ => value); }
}

/// <summary>A list to be paged through.</summary>
internal sealed record GraphQlList(IReadOnlyList<GraphQlNode> Nodes, Func<GraphQlNode, string> CursorOf, Func<string, string, int> Compare)
{
    /// <summary>All of it, where no page was asked for: each is made as it is come to. Null where a page was.</summary>
    public IEnumerable<GraphQlNode>? Whole { get; init; }
}

/// <summary>Objects by their ids: each may be null.</summary>
internal sealed record GraphQlNodes(IReadOnlyList<GraphQlNode?> Nodes);

/// <summary>A field's arguments, with their variables filled in.</summary>
internal sealed class GraphQlArgs(GraphQlField field, GraphQlVariables variables)
{
    public string? Text(string name) => Of(name) is { ValueKind: JsonValueKind.String } e ? e.GetString() : null;

    public int? Number(string name) => Of(name) is { ValueKind: JsonValueKind.Number } e ? e.GetInt32() : null;

    public IEnumerable<string> Texts(string name) => Of(name) is { ValueKind: JsonValueKind.Array } e ? e.EnumerateArray().Select(i => i.GetString() ?? "") : [];

    public bool Flag(string name) => Of(name).ValueKind == JsonValueKind.True;

    private JsonElement Of(string name) => field.Args.TryGetValue(name, out var value) ? variables.Of(value) : default;
}

/// <summary>Answers a query from the graph: what was asked for and nothing else. What is withheld is null, with an error beside it.</summary>
internal sealed class GraphQlRun(GraphQlVariables variables, int pageSize, Func<string, string, string?> refusal, ICollection<string> nowhere)
{
    // Fields that the schema says are never null: one that is refused takes its parent with it, up to the next that may be.
    private static readonly HashSet<string> NeverNull =
    [
        "QueryRoot.orders", "QueryRoot.customers", "QueryRoot.products", "QueryRoot.locations",
        "Order.lineItems", "Order.shippingLines", "Product.variants", "Location.inventoryLevels", "ProductVariant.inventoryItem", "InventoryLevel.item",
    ];

    public JsonArray Errors { get; } = [];

    public JsonObject? Object(GraphQlNode node, List<GraphQlField> fields, object[] path)
    {
        var result = new JsonObject();
        foreach (var field in fields.Where(f => f.Wanted(variables)))
        {
            if (field.Name.StartsWith("... on ", StringComparison.Ordinal))
            {
                if (field.Name != "... on " + node.Type) continue;
                if (Object(node, field.Fields, path) is not { } part) return null;
                foreach (var (name, value) in part.ToList())
                {
                    part.Remove(name);
                    result[name] = value;
                }

                continue;
            }

            object[] here = [.. path, field.Name];
            if (field.Name == "__typename")
            {
                result[field.Name] = node.Type;
                continue;
            }

            if (!node.TryGetValue(field.Name, out var resolve)) throw new FormatException($"Field '{field.Name}' doesn't exist on type '{node.Type}'");
            if (refusal(node.Type, field.Name) is { } why)
            {
                Errors.Add(Error(why, "ACCESS_DENIED", here));
                if (NeverNull.Contains($"{node.Type}.{field.Name}")) return null;
                result[field.Name] = null;
                continue;
            }

            result[field.Name] = Value(resolve(new GraphQlArgs(field, variables)), field, here);
            if (result[field.Name] is null && NeverNull.Contains($"{node.Type}.{field.Name}")) return null;
        }

        return result;
    }

    public static JsonObject Error(string message, string? code, params object[] path)
    {
        var error = new JsonObject { ["message"] = message };
        if (path.Length > 0) error["path"] = new JsonArray([.. path.Select(p => p is int i ? (JsonNode)i : (string)p)]);
        if (code is not null) error["extensions"] = new JsonObject { ["code"] = code };
        return error;
    }

    private JsonNode? Value(object? value, GraphQlField field, object[] path)
    {
        if (value is GraphQlNode or GraphQlNodes or GraphQlList or IReadOnlyList<GraphQlNode> != field.Fields.Count > 0 && value is not null)
            throw new FormatException($"Field '{field.Name}' has the wrong selections");
        return value switch
        {
            null => null,
            GraphQlNode node => Object(node, field.Fields, path),
            GraphQlNodes some => new JsonArray([.. some.Nodes.Select((n, i) => n is null ? null : (JsonNode?)Object(n, field.Fields, [.. path, i]))]),
            GraphQlList list => Page(list, field, path),
            IReadOnlyList<GraphQlNode> nodes => Nodes(nodes, field.Fields, path),
            bool flag => flag,
            int number => number,
            decimal number => number,
            string text => text,
            _ => throw new FormatException("A value of the graph is of no known kind."),
        };
    }

    // Every node of a list is never null: one that is takes the list with it.
    private JsonArray? Nodes(IReadOnlyList<GraphQlNode> nodes, List<GraphQlField> fields, object[] path)
    {
        var array = new JsonArray();
        for (var i = 0; i < nodes.Count; i++)
        {
            if (Object(nodes[i], fields, [.. path, i]) is not { } item) return null;
            array.Add(item);
        }

        return array;
    }

    private JsonObject? Page(GraphQlList list, GraphQlField field, object[] path)
    {
        var args = new GraphQlArgs(field, variables);
        if (args.Number("first") is not { } first) throw new FormatException($"you must provide one of first or last for '{field.Name}'");
        if (first is < 1 or > 250) throw new FormatException("first must be within 1 and 250");
        IEnumerable<GraphQlNode> rest = list.Nodes;
        if (args.Text("after") is { } after)
        {
            if (!Known(after)) throw new FormatException("Invalid cursor for current pagination sort.");
            rest = rest.Where(n => list.Compare(list.CursorOf(n), after) > 0);
        }

        var page = rest.Take(Math.Min(first, pageSize) + 1).ToList();
        var more = page.Count > Math.Min(first, pageSize);
        if (more) page.RemoveAt(page.Count - 1);
        var shown = new GraphQlNode
        {
            Type = field.Name + "Connection",
            ["nodes", true] = page,
            ["pageInfo", true] = new GraphQlNode
            {
                Type = "PageInfo",
                ["hasNextPage", true] = more || nowhere.Contains(field.Name),
                ["endCursor", true] = page.Count > 0 && !nowhere.Contains(field.Name) ? list.CursorOf(page[^1]) : null,
            },
        };
        var result = Object(shown, field.Fields, path);
        return result?["nodes"] is null && field.Fields.Exists(f => f.Name == "nodes") ? null : result;
    }

    private static bool Known(string cursor) => cursor.StartsWith("cur_", StringComparison.Ordinal);
}

/// <summary>What a query costs before it runs. The exact formula is not published; this one grows as the documents say: objects one, lists by their size.</summary>
internal static class GraphQlCost
{
    public static int Of(List<GraphQlField> fields, GraphQlVariables variables) =>
        fields.Where(f => f.Wanted(variables) && f.Fields.Count > 0).Sum(f => Of(f, variables));

    private static int Of(GraphQlField field, GraphQlVariables variables)
    {
        if (field.Name == "nodes" && new GraphQlArgs(field, variables).Texts("ids").Count() is > 0 and var ids) return ids * (1 + Of(field.Fields, variables));
        if (new GraphQlArgs(field, variables).Number("first") is not { } first) return 1 + Of(field.Fields, variables);
        var each = field.Fields.Find(f => f.Name == "nodes") is { } nodes ? 1 + Of(nodes.Fields, variables) : 1 + Of(field.Fields, variables);
        return 2 + (first * each + 3) / 8;
    }
}
