using System.Security.Cryptography;
using System.Text;
using Sync.ConnectorKit;
using Sync.ConnectorKit.Webhooks;
using Sync.Engine.Documents;
using Sync.Engine.Streams;
using Sync.Store;

namespace Sync.Engine.Hints;

/// <summary>How webhooks and what they ask are stored.</summary>
internal static class WebhookDocuments
{
    // More in one event than anybody reads one by one; their streams are read from their cursors then.
    private const int MostRecords = 1000;
    private const int LongestPlainId = 100;
    private const int MostOrders = 3000;
    private const int LongestText = 320;

    /// <summary>How long an event is known again, and at most waits.</summary>
    public static TimeSpan Keep { get; } = TimeSpan.FromDays(7);

    /// <summary>Where it is kept to be known again.</summary>
    public static DocumentPath PathOf(WebhookEvent e) => new(Collections.WebhookEvents, IdOf(e.Connection, e.News.EventId));

    /// <summary>Where what it tells of waits, and only as long as it does; null where nothing of it has to be read.</summary>
    public static DocumentPath? HintsPathOf(WebhookEvent e) =>
        e.News.Records.Count + e.News.Streams.Count > 0 || e.News.Revoked ? new DocumentPath(Collections.WebhookHints, IdOf(e.Connection, e.News.EventId)) : null;

    public static DocumentPath? PrivacyPathOf(WebhookEvent e) =>
        e.News.Privacy is { } p ? new DocumentPath(Collections.PrivacyRequests, IdOf(e.Connection, p.Reference)) : null;

    public static DocumentBody EventBody(WebhookEvent e, string org) => DocumentBody.Build(w =>
    {
        w.Text("connection", e.Connection);
        w.Text("connector", e.Connector);
        w.Time("expireAt", e.ReceivedAt + Keep);
        w.Text("orgId", org);
        w.Time("receivedAt", e.ReceivedAt);
    });

    public static DocumentBody HintsBody(WebhookEvent e, string org) => DocumentBody.Build(w =>
    {
        var (records, streams) = Bounded(e.News);
        w.Text("connection", e.Connection);
        w.Time("expireAt", e.ReceivedAt + Keep);
        w.Text("orgId", org);
        w.Time("receivedAt", e.ReceivedAt);
        w.List("records", records, (m, r) =>
        {
            m.Text("id", r.Id);
            m.Text("stream", StreamLoop.NameOf(r.Stream));
        });
        w.Flag("revoked", e.News.Revoked);
        w.TextList("streams", streams.Select(StreamLoop.NameOf));
    });

    public static DocumentBody PrivacyBody(WebhookEvent e, string org) => DocumentBody.Build(w =>
    {
        var request = e.News.Privacy!;
        // A list of more is not needed where the person or the account is named; it would not fit into a document.
        var orders = request.OrderIds.Count <= MostOrders ? request.OrderIds : [];
        w.Text("connection", e.Connection);
        w.Text("connector", e.Connector);
        w.OptionalText("customerId", request.CustomerId);
        w.OptionalText("email", Bounded(request.Email));
        w.Text("kind", KindOf(request.Kind));
        w.TextList("orderIds", orders);
        w.Text("orgId", org);
        w.OptionalText("phone", Bounded(request.Phone));
        w.Time("receivedAt", e.ReceivedAt);
        w.Text("reference", Bounded(request.Reference) ?? IdOf(e.Connection, request.Reference));
        w.Text("state", "open");
    });

    public static PendingEvent From(StoredDocument document)
    {
        var fields = document.Body.Read();
        return new PendingEvent(document.Path, fields.Text("connection") ?? "", fields.Time("receivedAt") ?? default)
        {
            Records = [.. fields.List("records").SelectMany(r => StreamsOf(r.Text("stream")).Select(s => new RecordHint(s, r.Text("id") ?? "")))],
            Streams = [.. fields.TextList("streams").SelectMany(StreamsOf)],
            Revoked = fields.Flag("revoked") ?? false,
        };
    }

    private static (IReadOnlyList<RecordHint> Records, IReadOnlyList<PosStream> Streams) Bounded(WebhookNews news)
    {
        var records = news.Records.Distinct().ToList();
        return records.Count <= MostRecords
            ? (records, [.. news.Streams.Distinct()])
            : ([], [.. news.Streams.Concat(records.Select(r => r.Stream)).Distinct()]);
    }

    /// <summary>What the ids of a connection's documents begin with.</summary>
    public static string PrefixOf(string connection) => connection + "~";

    // A POS's number may be any text; a long or odd one is told by its hash.
    private static string IdOf(string connection, string number)
    {
        var plain = number.Length is > 0 and <= LongestPlainId && number.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':');
        return $"{PrefixOf(connection)}{(plain ? number : "sha256-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(number))))}";
    }

    // What is longer is no address and no number, and could not be stored.
    private static string? Bounded(string? text) => text is { Length: <= LongestText } ? text : null;

    private static string KindOf(PrivacyKind kind) => kind switch
    {
        PrivacyKind.Export => "export",
        PrivacyKind.Erase => "erase",
        _ => "eraseAccount",
    };

    // None where the name is of a stream that this version does not know.
    private static IEnumerable<PosStream> StreamsOf(string? name) => Enum.GetValues<PosStream>().Where(s => StreamLoop.NameOf(s) == name);
}
