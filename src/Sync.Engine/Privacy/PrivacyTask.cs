using Sync.ConnectorKit.Webhooks;
using Sync.Engine.Documents;
using Sync.Store;

namespace Sync.Engine.Privacy;

/// <summary>A request concerning people's data, in <c>privacy_requests</c>, as it came from a POS or from the owner.</summary>
/// <param name="Path">Where it stands.</param>
/// <param name="Connection">The connection that its ids are of; null for one that the owner made.</param>
/// <param name="Asked">What is asked for.</param>
/// <param name="State">How far it has come.</param>
internal sealed record PrivacyTask(DocumentPath Path, string? Connection, PrivacyRequest Asked, string State)
{
    public const string Open = "open";

    /// <summary>Those it concerns are noted, and are being removed.</summary>
    public const string Erasing = "erasing";

    public const string Done = "done";

    /// <summary>It cannot be carried out as it stands; somebody has to look.</summary>
    public const string Failed = "failed";

    /// <summary>The field that says when its export was read first.</summary>
    public const string ReadAt = "readAt";

    /// <summary>
    /// Whether the same may be asked anew: nothing is done about it any more, and it is no export that was made, which is there to be
    /// read under its number.
    /// </summary>
    public bool MayBeAskedAnew => State == Failed || (State == Done && Asked.Kind != PrivacyKind.Export);

    /// <summary>When it was asked for.</summary>
    public DateTimeOffset ReceivedAt { get; init; }

    public static DocumentQuery Waiting(string state) => new()
    {
        Collection = Collections.PrivacyRequests,
        Filters = [new DocumentFilter("state", FilterOperator.Equal, state)],
    };

    public static PrivacyTask From(StoredDocument document)
    {
        var f = document.Body.Read();
        var kind = f.Text("kind") switch
        {
            "export" => PrivacyKind.Export,
            "eraseAccount" => PrivacyKind.EraseAccount,
            _ => PrivacyKind.Erase,
        };
        var asked = new PrivacyRequest(kind, f.Text("reference") ?? document.Path.Id)
        {
            CustomerId = f.Text("customerId"),
            Email = f.Text("email"),
            Phone = f.Text("phone"),
            OrderIds = [.. f.TextList("orderIds")],
        };
        return new PrivacyTask(document.Path, f.Text("connection"), asked, f.Text("state") ?? Open) { ReceivedAt = f.Time("receivedAt") ?? default };
    }

    /// <summary>What is left of it when it was carried out: that it was, and nothing of whom.</summary>
    public DocumentWrite Finished(DateTimeOffset at) => DocumentWrite.Replace(Path, DocumentBody.Build(w =>
    {
        w.OptionalText("connection", Connection);
        w.Time("doneAt", at);
        w.Text("kind", KindName);
        w.Text("reference", Asked.Reference);
        w.Text("state", Done);
    }));

    public DocumentWrite Moved(string state) => DocumentWrite.Merge(Path, DocumentBody.Build(w => w.Text("state", state)));

    /// <summary>That it failed, and why; whom it concerns stays, so that it can be asked for again.</summary>
    public DocumentWrite FailedBecause(string reason) => DocumentWrite.Merge(Path, DocumentBody.Build(w =>
    {
        w.Text("error", reason);
        w.Text("state", Failed);
    }));

    private string KindName => Asked.Kind switch
    {
        PrivacyKind.Export => "export",
        PrivacyKind.EraseAccount => "eraseAccount",
        _ => "erase",
    };
}
