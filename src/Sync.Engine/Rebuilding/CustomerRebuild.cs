using Sync.Engine.Documents;
using Sync.Engine.Ledger;
using Sync.Engine.Runs;
using Sync.Engine.Writing;
using Sync.Insights.Segments;
using Sync.Model;
using Sync.Store;

namespace Sync.Engine.Rebuilding;

/// <summary>Reads customers' rows out of their stored documents.</summary>
internal sealed class CustomerRebuild(RunContext run)
{
    private readonly Dictionary<StableHash, (string Id, CustomerRow Row)> rows = [];
    private readonly Dictionary<string, StableHash> ownerOfEmail = [];
    private readonly SaidPart said = new();
    private readonly LedgerTable? before = run.Before?.Loaded.GetValueOrDefault(TableNames.Customers);

    public void Add(StoredDocument document)
    {
        if (run.PosIdOf(document.Path) is not { } id) return;
        var key = StableHash.Of(id);
        var fields = document.Body.Read();
        var old = before is not null && before.TryGet(key, out var bytes) ? CustomerRow.Read(bytes) : null;
        var row = new CustomerRow
        {
            Email = Email.Normalise(fields.Text("email")),
            UserId = fields.Text("userId"),
            Points = PointsOf(fields) ?? old?.Points ?? 0,
            PosPoints = old?.PosPoints ?? false,
            PosCreated = old?.PosCreated ?? IsOfPos(fields),
            AsOf = old?.AsOf,
        };
        var own = CustomerDocument.BaseOf(document.Body, row.PosPoints, row.PosCreated);
        var unsaid = old is null || old.Fingerprint.IsNone ? null : said.UnsaidOf(own, old.Fingerprint);
        row.Fingerprint = unsaid is null ? BodyParts.Fingerprint(own) : old!.Fingerprint;
        if (unsaid?.Any(CustomerDocument.GoesUnsaid) == true) run.MoreThanSaid.Add(key);
        row.DerivedPrint = BodyParts.Print(CustomerDocument.DerivedOf(document.Body, !row.PosCreated));
        if (!fields.Has("loyaltyPoints")) run.WithoutPoints.Add(key);
        if (fields.Text("loyaltyTier") is null) row.DerivedPrint = 0; // so that it is written again
        row.Segment = Enum.GetValues<Segment>().FirstOrDefault(s => Segmentation.NameOf(s) == fields.Text("segment"));
        row.Tier = TierOf(row, old, fields.Text("loyaltyTier"));
        rows[key] = (id, row);
        if (row.Email is { } email) Claim(email, id, key);
    }

    /// <summary>A spending document is its customer's; one of nobody is removed.</summary>
    public async ValueTask AddSpendingAsync(StoredDocument document)
    {
        var name = DocumentId.Unescape(document.Path.Id);
        var print = BodyParts.Print(document.Body.CanonicalOf(SpendingDocument.Fields));
        var byId = name.StartsWith("cid_", StringComparison.Ordinal); // an address may begin so too
        var id = byId ? run.PosIdOf(new DocumentPath(Collections.Customers, DocumentId.Escape(name[4..]))) : null;
        if (id is not null && rows.TryGetValue(StableHash.Of(id), out var customer)) customer.Row.IdSpendingPrint = print;
        // With several connections, those of addresses are made over all of them.
        else if (run.IsOnlyConnection && ownerOfEmail.TryGetValue(name, out var owner)) rows[owner].Row.EmailSpendingPrint = print;
        else if (id is not null || (run.IsOnlyConnection && !byId)) await RemoveAsync(document);
    }

    public LedgerTable Table()
    {
        var table = new LedgerTable();
        var writer = new RowWriter();
        foreach (var (key, (id, row)) in rows)
        {
            row.Write(writer);
            table.Set(id, key, writer.Written);
        }

        return table;
    }

    // Whoever owns them may count in parts of a point; a tier goes by whole ones. What is no number tells of none.
    private static long? PointsOf(DocumentFields fields) =>
        fields.Number("loyaltyPoints") is { } points ? (long)Math.Clamp(decimal.Floor(points), long.MinValue, long.MaxValue) : null;

    // Where nothing else tells: what is derived of the orders is the date of the first one, which stands beside it.
    private static bool IsOfPos(DocumentFields fields) => fields.Time("createdAt") is { } at && at != fields.Time("firstOrderDate");

    // Points that are not the POS's may have been raised elsewhere, and then the tier follows them; a tier that was set
    // elsewhere is left alone.
    private LoyaltyTier TierOf(CustomerRow row, CustomerRow? old, string? stored)
    {
        var standing = Enum.GetValues<LoyaltyTier>().FirstOrDefault(t => LoyaltyTiers.NameOf(t) == stored);
        if (row.PosPoints || (old is not null && old.Tier == standing && old.Points != row.Points)) return standing;
        return LoyaltyTiers.Of(run.Org.Tiers, row.Points);
    }

    private void Claim(string email, string id, StableHash key)
    {
        if (!ownerOfEmail.TryGetValue(email, out var other)) ownerOfEmail[email] = key;
        else if (Matching.CustomerDirectory.IsLower(id, rows[other].Id)) ownerOfEmail[email] = key;
    }

    private ValueTask RemoveAsync(StoredDocument document)
    {
        run.RepairedDerived++;
        return run.Sink.AddAsync(new PendingRecord { Id = document.Path.Id, Upserts = [], Deletes = [document.Path] });
    }
}
