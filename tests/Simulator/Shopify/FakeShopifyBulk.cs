using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Sync.Simulator.Kit;

namespace Sync.Simulator.Shopify;

/// <summary>
/// Bulk operations over a graph: a query is run as a whole, and its records stand in a file, one on a line, those within
/// others with <c>__parentId</c>. The file is of the instant at which the operation was begun.
/// </summary>
public sealed class FakeShopifyBulk
{
    private readonly Lock gate = new();
    private readonly List<Operation> operations = [];
    private readonly TimeProvider time;
    private readonly Func<GraphQlNode> root;
    private readonly Func<string, string, string?> refusal;

    internal FakeShopifyBulk(TimeProvider time, Func<GraphQlNode> root, Func<string, string, string?> refusal) =>
        (this.time, this.root, this.refusal) = (time, root, refusal);

    /// <summary>How many may run at a time: five from version 2026-01 on, one before.</summary>
    public int AtOnce { get; set; } = 5;

    /// <summary>How long one waits, and then how long it runs.</summary>
    public TimeSpan Takes { get; set; } = TimeSpan.Zero;

    /// <summary>What those that are begun from now on end with, such as <c>TIMEOUT</c>; null for success.</summary>
    public string? Fails { get; set; }

    /// <summary>Records and their own stand apart even where they are asked for together.</summary>
    public bool NeverGroups { get; set; }

    /// <summary>Where files are said to be; null for here.</summary>
    public string? FilesAt { get; set; }

    /// <summary>Files lack a line that is counted, and do not say how long they are.</summary>
    public bool LosesALine { get; set; }

    /// <summary>The operation, counted from one, whose first record is written without its id; zero for none.</summary>
    public int NamelessFrom { get; set; }

    /// <summary>How many files were fetched.</summary>
    public int Downloads { get; private set; }

    /// <summary>How many of those requests brought a token along, which is none of the file store's business.</summary>
    public int TokensShown { get; private set; }

    /// <summary>The queries that were run, in order.</summary>
    public IReadOnlyList<string> Queries { get { lock (gate) return [.. operations.Select(o => o.Query)]; } }

    /// <summary>The largest file, in bytes.</summary>
    public long LargestFile { get { lock (gate) return operations.Max(o => o.Size); } }

    /// <summary>Cancels all that run.</summary>
    public void CancelAll()
    {
        lock (gate)
            foreach (var operation in operations.Where(Runs)) operation.Cancelled = true;
    }

    internal GraphQlNode Begin(GraphQlArgs args, string address)
    {
        var query = args.Text("query") ?? "";
        lock (gate)
        {
            if (operations.Count(Runs) >= AtOnce)
                return Payload(null, AtOnce == 1 ? "A bulk query operation for this app and shop is already in progress." : "Bulk operations limit reached. Please try again later.", AtOnce == 1 ? "OPERATION_IN_PROGRESS" : "LIMIT_REACHED");
            try
            {
                var operation = new Operation((operations.Count + 7001).ToString(CultureInfo.InvariantCulture), query, time.GetUtcNow());
                Write(operation, GraphQlDocument.ParseBulk(query), args.Flag("groupObjects") && !NeverGroups);
                operation.Error ??= Fails;
                operation.Address = $"{FilesAt ?? address}/bulk-{operation.Id}.jsonl?sig=secret-signature";
                operations.Add(operation);
                return Payload(Node(operation, "CREATED"), null, null);
            }
            catch (FormatException e)
            {
                return Payload(null, e.Message, "INVALID");
            }
        }
    }

    internal GraphQlNode? Find(string? gid)
    {
        lock (gate) return operations.Find(o => "gid://shopify/BulkOperation/" + o.Id == gid) is { } operation ? Node(operation, Status(operation)) : null;
    }

    internal FakeAnswer Download(HttpRequest request)
    {
        lock (gate)
        {
            Downloads++;
            if (request.Headers.ContainsKey("X-Shopify-Access-Token") || request.Headers.Authorization.Count > 0) TokensShown++;
            var operation = operations.Find(o => $"/bulk-{o.Id}.jsonl" == request.Path.Value);
            if (operation is null) return new FakeAnswer(404, "<Error/>"u8.ToArray());
            if (request.Query["sig"] != "secret-signature" || Status(operation) != "COMPLETED") return new FakeAnswer(403, "<Error/>"u8.ToArray());
            return request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.Ordinal)
                ? new FakeAnswer(200, operation.Packed) { Headers = new Dictionary<string, string> { ["Content-Encoding"] = "gzip" } }
                : new FakeAnswer(200, operation.Unpacked());
        }
    }

    // Packed as it is written, so that a large shop's file is never held as text.
    private void Write(Operation operation, GraphQlDocument document, bool grouped)
    {
        FakeShopifyBulkRules.Check(document.Fields);
        var run = new GraphQlRun(GraphQlVariables.Check(document, default), 250, refusal, []);
        var top = document.Fields[0];
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            void Add(JsonObject line)
            {
                if (operation.Objects == 0 && operations.Count + 1 == NamelessFrom) line.Remove("id");
                operation.Add(line, LosesALine && operation.Objects == 1 ? Stream.Null : gzip);
            }

            var apart = new List<JsonObject>();
            if (refusal("QueryRoot", top.Name) is not null) operation.Error = "ACCESS_DENIED";
            else Lines(run, root(), top, null, Add, grouped ? Add : apart.Add);
            apart.ForEach(Add);
        }

        if (run.Errors.Count > 0) operation.Error = "ACCESS_DENIED";
        operation.Packed = packed.ToArray();
    }

    private static void Lines(GraphQlRun run, GraphQlNode of, GraphQlField field, string? parent, Action<JsonObject> add, Action<JsonObject> addBelow)
    {
        if (!of.TryGetValue(field.Name, out var resolve)) throw new FormatException($"Field '{field.Name}' doesn't exist on type '{of.Type}'");
        var list = (GraphQlList)resolve(new GraphQlArgs(field, GraphQlVariables.None))!;
        var fields = FakeShopifyBulkRules.NodeOf(field).Fields;
        var (own, lists) = (fields.Where(f => !FakeShopifyBulkRules.IsList(f)).ToList(), fields.Where(FakeShopifyBulkRules.IsList).ToList());
        foreach (var node in list.Whole ?? list.Nodes)
        {
            var line = run.Object(node, own, [field.Name]) ?? [];
            if (parent is not null) line["__parentId"] = parent;
            add(line);
            foreach (var inner in lists) Lines(run, node, inner, (string?)line["id"], addBelow, addBelow);
        }
    }

    private bool Runs(Operation operation) => Status(operation) is "CREATED" or "RUNNING";

    private string Status(Operation operation)
    {
        var age = time.GetUtcNow() - operation.CreatedAt;
        if (operation.Cancelled) return "CANCELED";
        if (age < Takes) return "CREATED";
        if (age < 2 * Takes) return "RUNNING";
        if (operation.Error is not null) return "FAILED";
        return age < TimeSpan.FromDays(7) + 2 * Takes ? "COMPLETED" : "EXPIRED";
    }

    private GraphQlNode Node(Operation operation, string status)
    {
        var done = status == "COMPLETED";
        return new GraphQlNode
        {
            Type = "BulkOperation",
            ["id", true] = "gid://shopify/BulkOperation/" + operation.Id,
            ["status", true] = status,
            ["type", true] = "QUERY",
            ["query", true] = operation.Query,
            ["errorCode", true] = status == "FAILED" ? operation.Error : null,
            ["createdAt", true] = Time(operation.CreatedAt),
            ["completedAt", true] = done ? Time(operation.CreatedAt + 2 * Takes) : null,
            ["objectCount", true] = (done ? operation.Objects : 0).ToString(CultureInfo.InvariantCulture),
            ["rootObjectCount", true] = (done ? operation.Roots : 0).ToString(CultureInfo.InvariantCulture),
            ["fileSize", true] = done && operation.Objects > 0 && !LosesALine ? operation.Size.ToString(CultureInfo.InvariantCulture) : null,
            ["url", true] = done && operation.Objects > 0 ? operation.Address : null,
            ["partialDataUrl", true] = status == "FAILED" && operation.Objects > 0 ? operation.Address : null,
        };
    }

    private static GraphQlNode Payload(GraphQlNode? operation, string? error, string? code) => new()
    {
        Type = "BulkOperationRunQueryPayload",
        ["bulkOperation", true] = operation,
        ["userErrors", true] = (IReadOnlyList<GraphQlNode>)(error is null
            ? []
            : [new GraphQlNode { Type = "BulkOperationUserError", ["message", true] = error, ["code", true] = code, ["field", true] = null }]),
    };

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private sealed record Operation(string Id, string Query, DateTimeOffset CreatedAt)
    {
        public bool Cancelled { get; set; }

        public string? Error { get; set; }

        public int Objects { get; private set; }

        public int Roots { get; private set; }

        public long Size { get; private set; }

        public byte[] Packed { get; set; } = [];

        public string Address { get; set; } = "";

        public void Add(JsonObject line, Stream to)
        {
            var bytes = Encoding.UTF8.GetBytes(line.ToJsonString() + "\n");
            to.Write(bytes);
            Size += bytes.Length;
            Objects++;
            if (!line.ContainsKey("__parentId")) Roots++;
        }

        public byte[] Unpacked()
        {
            using var gzip = new GZipStream(new MemoryStream(Packed), CompressionMode.Decompress);
            using var plain = new MemoryStream();
            gzip.CopyTo(plain);
            return plain.ToArray();
        }
    }
}

/// <summary>What a bulk query may be. Source: Shopify's guide to bulk operations, and the words of its refusals.</summary>
internal static class FakeShopifyBulkRules
{
    private const int MostLists = 5;
    private const int MostDepth = 2;

    public static bool IsList(GraphQlField field) => field.Fields.Exists(f => f.Name is "edges" or "nodes");

    public static GraphQlField NodeOf(GraphQlField list) => list.Fields.Find(f => f.Name == "edges")?.Fields.Find(f => f.Name == "node")
        ?? throw new FormatException($"All connection fields in a bulk query must select their contents using 'edges' > 'node'. Invalid connection fields: '{list.Name}'.");

    /// <exception cref="FormatException">It is refused.</exception>
    public static void Check(List<GraphQlField> fields)
    {
        if (fields.Count != 1) throw new FormatException("Bulk queries must have exactly one top level field.");
        if (!IsList(fields[0])) throw new FormatException("Bulk queries must contain at least one connection.");
        if (Count(fields) > MostLists) throw new FormatException("Bulk queries cannot contain more than 5 connections.");
        Depth(fields[0], 0);
    }

    private static int Count(List<GraphQlField> fields) => fields.Sum(f => (IsList(f) ? 1 : 0) + Count(f.Fields));

    private static void Depth(GraphQlField list, int depth)
    {
        if (depth > MostDepth) throw new FormatException("Bulk queries cannot contain connections with a nesting depth greater than 2.");
        var fields = NodeOf(list).Fields;
        var inner = fields.Where(IsList).ToList();
        if (inner.Count > 0 && !fields.Exists(f => f.Name == "id"))
            throw new FormatException($"The parent 'node' field for a nested connection must select the 'id' field without an alias. Connection fields without 'id': {inner[0].Name}.");
        if (fields.Exists(f => !IsList(f) && Count(f.Fields) > 0)) throw new FormatException("Queries that contain a connection field within a list field are not currently supported.");
        foreach (var field in inner) Depth(field, depth + 1);
    }
}
