using System.Text.Json;
using Sync.ConnectorKit;
using Sync.Model;

namespace Sync.Connectors.GenericRest;

/// <summary>Reads a definition and refuses one that is wrong, naming the path in the document.</summary>
internal static class DefinitionReader
{
    private const int MostOnAPage = 10_000;
    private const int MostInFlight = 8;

    private static readonly JsonDocumentOptions Options = new()
    {
        AllowDuplicateProperties = false,
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
        MaxDepth = 16,
    };

    /// <param name="text">The document.</param>
    /// <param name="chosen">Whether somebody sets it now: one that stands stored may name a time zone by an abbreviation.</param>
    /// <exception cref="FixSettingsException">It is no JSON, or something in it is unknown, missing or of the wrong form.</exception>
    public static Definition Read(string text, bool chosen = false)
    {
        try
        {
            using var document = JsonDocument.Parse(text, Options);
            return Root(new DefinitionNode(document.RootElement.Clone(), "$", chosen));
        }
        catch (JsonException e)
        {
            // The parser counts lines where it cannot read on; a name that comes twice it finds later, and counts none.
            throw DefinitionNode.Wrong("$", e.LineNumber is { } line ? $"is no JSON (line {line + 1}, byte {e.BytePositionInLine + 1})" : "is no JSON: a name stands twice in it");
        }
        catch (InvalidOperationException)
        {
            throw DefinitionNode.Wrong("$", "holds a text that is no text, such as half of a sign that takes two");
        }
    }

    private static Definition Root(DefinitionNode root)
    {
        root.Only("version", "name", "baseUrl", "auth", "headers", "rate", "dates", "streams");
        if (root.Find("version") is { } version && version.Number(1, 1) != 1) throw version.Wrong("must be 1");
        var dates = root.Find("dates") is { } node ? Times(node, new TimeRules()) : new TimeRules();
        return new Definition
        {
            Name = root.Find("name")?.Text() ?? Definition.Nameless,
            BaseUrl = root.Find("baseUrl")?.Address(),
            Auth = root.Find("auth") is { } auth ? Auth(auth) : new AuthRules(),
            Headers = root.Find("headers")?.Each((_, v) => v.HeaderValue(), k => k.HeaderName()) ?? new Dictionary<string, string>(),
            Rate = root.Find("rate") is { } rate ? Rate(rate) : null,
            Streams = Streams(root.Need("streams"), dates, root.Find("dates")?.Json() ?? ""),
        };
    }

    private static AuthRules Auth(DefinitionNode node)
    {
        var kind = node.Need("kind").Choice<AuthKinds>();
        string[] more = kind switch
        {
            AuthKinds.Header => ["header", "prefix"],
            AuthKinds.ClientCredentials => ["tokenUrl", "scope", "credentialsIn"],
            _ => [],
        };
        node.Only(["kind", .. more]);
        return new AuthRules
        {
            Kind = kind,
            Header = kind == AuthKinds.Header ? node.Need("header").HeaderName() : "",
            Prefix = node.Find("prefix")?.HeaderValue() ?? "",
            TokenUrl = kind == AuthKinds.ClientCredentials ? node.Need("tokenUrl").AddressOrPath() : "",
            Scope = node.Find("scope")?.Text(),
            InBody = node.Find("credentialsIn")?.OneOf("header", "body") == "body",
        };
    }

    private static RateBudget Rate(DefinitionNode node)
    {
        node.Only("inFlight", "perSecond", "burst");
        return new RateBudget(node.Find("inFlight")?.Number(1, MostInFlight) ?? GenericRestDescriptor.InFlight)
        {
            PerSecond = node.Find("perSecond")?.Rate(),
            Burst = node.Find("burst")?.Number(1, 1000) ?? 1,
        };
    }

    private static Dictionary<PosStream, StreamRules> Streams(DefinitionNode node, TimeRules dates, string datesText)
    {
        node.Only([.. Enum.GetNames<PosStream>().Select(DefinitionNode.Camel)]);
        var streams = Enum.GetValues<PosStream>()
            .Select(s => (Stream: s, Node: node.Find(DefinitionNode.Camel(s.ToString()))))
            .Where(s => s.Node is not null)
            .ToDictionary(s => s.Stream, s => Stream(s.Node!.Value, s.Stream, dates, datesText));
        return streams.Count > 0 ? streams : throw node.Wrong("names no stream");
    }

    private static StreamRules Stream(DefinitionNode node, PosStream stream, TimeRules dates, string datesText)
    {
        string[] forOrders = stream == PosStream.Orders ? ["lines", "statuses", "types"] : [];
        node.Only(["method", "path", "query", "paging", "records", "fields", "constants", "amounts", "since", "dates", "deleted", .. forOrders]);
        var fields = node.Need("fields").Each((k, v) => k.Among(FieldNames.Of(stream), v).JsonPath());
        var constants = node.Find("constants")?.Each((k, v) => k.Among(FieldNames.Of(stream), v) is var value && k.Name == "timeZone" ? value.Zone() : value.Text()) ?? [];
        foreach (var name in FieldNames.Needed(stream))
            if (!fields.ContainsKey(name) && !constants.ContainsKey(name)) throw node.Need("fields").Wrong($"lacks '{name}', which every record of this stream needs");
        if (!fields.ContainsKey("id") && stream != PosStream.Inventory) throw node.Need("fields").Wrong("'id' must be a path");
        var lines = node.Find("lines")?.Each((k, v) => k.Among(FieldNames.Line, v).JsonPath()) ?? [];
        if (lines.Count > 0 != fields.ContainsKey("lines")) throw node.Wrong("needs both fields.lines (where the lines are) and lines (what is on one), or neither");
        var ownDates = node.Find("dates") is { } own ? Times(own, new TimeRules()) : dates;
        return new StreamRules
        {
            Post = node.Find("method")?.OneOf("GET", "POST") == "POST",
            Path = node.Need("path").Path(),
            Query = node.Find("query")?.Each((_, v) => v.Plain()) ?? [],
            Paging = node.Find("paging") is { } paging ? Paging(paging) : new PagingRules(),
            Records = node.Need("records").JsonPath(),
            Fields = fields,
            Lines = lines,
            Constants = constants,
            Statuses = node.Find("statuses")?.Each((_, v) => v.Choice<OrderStatus>()) ?? [],
            Types = node.Find("types")?.Each((_, v) => v.Choice<OrderType>()) ?? [],
            MinorAmounts = node.Find("amounts")?.OneOf("major", "minor") == "minor",
            Dates = ownDates,
            Since = node.Find("since") is { } since ? Since(since, ownDates) : null,
            Deleted = node.Find("deleted") is { } deleted ? Deleted(deleted) : null,
            Mark = RestCursor.MarkOf(node.Json(), datesText),
        };
    }

    private static PagingRules Paging(DefinitionNode node)
    {
        node.Only("kind", "parameter", "sizeParameter", "size", "first", "next", "total", "more");
        var kind = node.Need("kind").Choice<PagingKinds>();
        var rules = new PagingRules
        {
            Kind = kind,
            Parameter = kind is PagingKinds.None or PagingKinds.NextLink ? null : node.Need("parameter").Text(),
            SizeParameter = node.Find("sizeParameter")?.Text(),
            Size = node.Find("size")?.Number(1, MostOnAPage) ?? 100,
            First = node.Find("first")?.Number(0, 1) ?? 1,
            Next = kind is PagingKinds.Cursor or PagingKinds.NextLink ? node.Need("next").JsonPath() : null,
            Total = node.Find("total")?.JsonPath(),
            More = node.Find("more")?.JsonPath(),
        };
        if (rules.Next is null && node.Find("next") is { } next) throw next.Wrong($"means nothing with kind '{DefinitionNode.Camel(kind.ToString())}'");
        return rules;
    }

    private static SinceRules Since(DefinitionNode node, TimeRules dates)
    {
        var times = Times(node, dates, "parameter", "overlapSeconds");
        return new SinceRules(node.Need("parameter").Text(), times)
        {
            // At least a second: the POS's filter may leave out what is exactly as old as asked for.
            Overlap = TimeSpan.FromSeconds(node.Find("overlapSeconds")?.Number(1, 30 * 86_400) ?? 300),
        };
    }

    // What is left out is as elsewhere.
    private static TimeRules Times(DefinitionNode node, TimeRules elsewhere, params string[] beside)
    {
        node.Only(["format", "pattern", "timeZone", .. beside]);
        var form = node.Find("format")?.Choice<TimeForms>() ?? elsewhere.Form;
        if (form != TimeForms.Custom && node.Find("pattern") is { } idle) throw idle.Wrong("means something with format 'custom' only");
        return new TimeRules
        {
            Form = form,
            Pattern = form != TimeForms.Custom ? null : node.Find("pattern")?.TimePattern() ?? elsewhere.Pattern ?? throw node.Wrong("lacks 'pattern'"),
            Clock = node.Find("timeZone")?.Clock() ?? elsewhere.Clock,
        };
    }

    private static DeletedRules Deleted(DefinitionNode node)
    {
        node.Only("path", "values");
        return new DeletedRules(node.Need("path").JsonPath(), node.Find("values")?.Texts() ?? []);
    }
}

/// <summary>The names that fields may have.</summary>
internal static class FieldNames
{
    private static readonly string[] Customer = "id email userId firstName lastName phone loyaltyPoints createdAt".Split(' ');

    private static readonly string[] Order = ("id customerId buyerEmail buyerUserId buyerName buyerPhone status type lines subtotal tax discount "
        + "serviceCharge tip rounding total refunded currency locationId createdAt timeZone businessDate").Split(' ');

    private static readonly string[] Product = ("id name parentName parentId variant sku barcode brand category subcategory price cost currency "
        + "thcPercent cbdPercent available quantity imageUrl").Split(' ');

    private static readonly string[] Level = "productId locationId quantity".Split(' ');

    public static IReadOnlyList<string> Line { get; } = "productId name quantity unitPrice total category".Split(' ');

    public static IReadOnlyList<string> Of(PosStream stream) => stream switch
    {
        PosStream.Customers => Customer,
        PosStream.Orders => Order,
        PosStream.Products => Product,
        _ => Level,
    };

    public static IReadOnlyList<string> Needed(PosStream stream) => stream switch
    {
        PosStream.Customers => ["id"],
        PosStream.Orders => ["id", "total", "createdAt"],
        PosStream.Products => ["id", "name"],
        _ => Level,
    };
}
