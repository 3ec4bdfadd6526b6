using System.Text.Json;

namespace Sync.Simulator.Shopify;

/// <summary>A field that a query asks for.</summary>
internal sealed record GraphQlField(string Name, Dictionary<string, GraphQlValue> Args, GraphQlValue? Include, List<GraphQlField> Fields)
{
    public bool Wanted(GraphQlVariables variables) => Include is null || variables.Of(Include).ValueKind == JsonValueKind.True;
}

/// <summary>An argument: a variable's name, or a literal as JSON.</summary>
internal sealed record GraphQlValue(string? Variable, JsonElement Literal);

/// <summary>A query's declared variable.</summary>
internal sealed record GraphQlDeclaration(string Name, string Type, bool Required);

/// <summary>Reads what little of GraphQL a client of ours may send: one operation, and fragments only in the place where they apply.</summary>
internal sealed class GraphQlDocument
{
    private readonly List<string> tokens;
    private int at;

    private GraphQlDocument(string text) => tokens = Split(text);

    public string Operation { get; private set; } = "";

    public bool IsMutation { get; private set; }

    public List<GraphQlDeclaration> Variables { get; } = [];

    public List<GraphQlField> Fields { get; private set; } = [];

    public static GraphQlDocument Parse(string text)
    {
        var document = new GraphQlDocument(text);
        document.IsMutation = document.Peek == "mutation";
        document.Expect(document.IsMutation ? "mutation" : "query");
        document.Operation = document.Take();
        if (document.Peek == "(") document.Declarations();
        document.Fields = document.Selection();
        if (document.at != document.tokens.Count) throw new FormatException("Parse error on \"" + document.Peek + "\"");
        return document;
    }

    /// <summary>A query for a bulk operation: without a name or variables.</summary>
    public static GraphQlDocument ParseBulk(string text)
    {
        var document = new GraphQlDocument(text);
        document.Fields = document.Selection();
        if (document.at != document.tokens.Count) throw new FormatException("Parse error on \"" + document.Peek + "\"");
        return document;
    }

    private string Peek => at < tokens.Count ? tokens[at] : "";

    private string Take() => at < tokens.Count ? tokens[at++] : throw new FormatException("Unexpected end of document");

    private void Expect(string token)
    {
        if (Take() != token) throw new FormatException($"Parse error: expected \"{token}\"");
    }

    private void Declarations()
    {
        Expect("(");
        while (Peek != ")")
        {
            Expect("$");
            var name = Take();
            Expect(":");
            var type = TypeName();
            var required = Peek == "!";
            if (required) at++;
            Variables.Add(new GraphQlDeclaration(name, type, required));
        }

        at++;
    }

    private string TypeName()
    {
        if (Peek != "[") return Take();
        var parts = new List<string>();
        while (parts.Count == 0 || parts[^1] != "]") parts.Add(Take());
        return string.Concat(parts);
    }

    private List<GraphQlField> Selection()
    {
        var fields = new List<GraphQlField>();
        Expect("{");
        while (Peek != "}") fields.Add(Field());
        at++;
        return fields.Count > 0 ? fields : throw new FormatException("Parse error: empty selection");
    }

    private GraphQlField Field()
    {
        if (Peek == ".") return Fragment();
        var name = Take();
        var args = Peek == "(" ? Arguments() : [];
        GraphQlValue? include = null;
        if (Peek == "@")
        {
            at++;
            Expect("include");
            include = Arguments()["if"];
        }

        return new GraphQlField(name, args, include, Peek == "{" ? Selection() : []);
    }

    // ... on Order { … }
    private GraphQlField Fragment()
    {
        for (var dots = 0; dots < 3; dots++) Expect(".");
        Expect("on");
        return new GraphQlField("... on " + Take(), [], null, Selection());
    }

    private Dictionary<string, GraphQlValue> Arguments()
    {
        var args = new Dictionary<string, GraphQlValue>();
        Expect("(");
        while (Peek != ")")
        {
            var name = Take();
            Expect(":");
            args[name] = Value();
        }

        at++;
        return args;
    }

    private GraphQlValue Value()
    {
        if (Peek == "$")
        {
            at++;
            return new GraphQlValue(Take(), default);
        }

        if (Peek != "[") return new GraphQlValue(null, Literal(Take()));
        var items = new List<string>();
        for (at++; Peek != "]"; at++) items.Add(Peek);
        at++;
        return new GraphQlValue(null, JsonDocument.Parse("[" + string.Join(',', items) + "]").RootElement.Clone());
    }

    // An enum's value is a bare word.
    private static JsonElement Literal(string token) => JsonDocument.Parse(
        token[0] == '"' || char.IsAsciiDigit(token[0]) || token is "true" or "false" or "null" ? token : $"\"{token}\"").RootElement.Clone();

    private static List<string> Split(string text)
    {
        var tokens = new List<string>();
        for (var i = 0; i < text.Length;)
        {
            var start = i;
            if (char.IsWhiteSpace(text[i]) || text[i] == ',') i++;
            else if (char.IsAsciiLetterOrDigit(text[i]) || text[i] == '_')
            {
                while (i < text.Length && (char.IsAsciiLetterOrDigit(text[i]) || text[i] == '_')) i++;
                tokens.Add(text[start..i]);
            }
            else if (text[i] == '"')
            {
                for (i++; text[i] != '"'; i++) { }
                tokens.Add(text[start..++i]);
            }
            else tokens.Add(text[i++].ToString());
        }

        return tokens;
    }
}

/// <summary>The variables of a request, checked against what the document declares.</summary>
internal sealed class GraphQlVariables
{
    private readonly Dictionary<string, JsonElement> values = [];

    public static GraphQlVariables None { get; } = new();

    public static GraphQlVariables Check(GraphQlDocument document, JsonElement given)
    {
        var checkedOnes = new GraphQlVariables();
        var properties = given.ValueKind == JsonValueKind.Object ? given.EnumerateObject().ToDictionary(p => p.Name, p => p.Value) : [];
        foreach (var declared in document.Variables)
        {
            var there = properties.TryGetValue(declared.Name, out var value) && value.ValueKind != JsonValueKind.Null;
            if (!there && declared.Required) throw new FormatException($"Variable ${declared.Name} of type {declared.Type}! was provided invalid value");
            if (there && !Fits(declared.Type, value)) throw new FormatException($"Variable ${declared.Name} of type {declared.Type} was provided invalid value");
            if (there) checkedOnes.values[declared.Name] = value.Clone();
        }

        return checkedOnes;
    }

    public JsonElement Of(GraphQlValue value) => value.Variable is null ? value.Literal : values.GetValueOrDefault(value.Variable);

    private static bool Fits(string type, JsonElement value) => type switch
    {
        "Int" => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out _),
        "Boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "ID" => value.ValueKind == JsonValueKind.String && value.GetString()!.StartsWith("gid://shopify/", StringComparison.Ordinal),
        "[ID!]" => value.ValueKind == JsonValueKind.Array && value.GetArrayLength() is > 0 and <= 250 && value.EnumerateArray().All(v => Fits("ID", v)),
        "String" => value.ValueKind == JsonValueKind.String,
        "OrderSortKeys" or "CustomerSortKeys" or "ProductSortKeys" => value.ValueKind == JsonValueKind.String && value.GetString() is "ID" or "UPDATED_AT" or "CREATED_AT",
        _ => false,
    };
}
