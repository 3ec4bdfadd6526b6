using Sync.ConnectorKit;
using Sync.Engine.Documents;
using Sync.Engine.Ledger;
using Sync.Engine.Matching;
using Sync.Engine.Runs;
using Sync.Engine.Streams;
using Sync.Engine.Writing;
using Sync.Insights.Segments;
using Sync.Insights.Spending;
using Sync.Store;

namespace Sync.Engine.Deriving;

/// <summary>
/// Goes over all customers at the end of a run: each document that changed at the POS, in its spending, or by time passing is
/// written once, with its spending documents; all others cost nothing.
/// </summary>
internal sealed class CustomerWriter(
    RunContext run, LedgerTable customers, CustomerDirectory directory, EmailTotals emails, CustomerStream stream, bool derive)
{
    private readonly RowWriter row = new();

    public async Task WriteAsync()
    {
        foreach (var key in customers.Keys())
        {
            var change = stream.Changes.GetValueOrDefault(key);
            if (Plan(key, change) is { } record) await run.Sink.AddAsync(record);
        }

        foreach (var (id, old) in stream.Removed.Values) await run.Sink.AddAsync(Removal(id, old));
        if (!run.IsOnlyConnection) return;
        foreach (var email in stream.RetiredEmails) await RetireAsync(email);
    }

    private PendingRecord? Plan(StableHash key, CustomerChange? change)
    {
        customers.TryGet(key, out var bytes);
        var customer = CustomerRow.Read(bytes);
        List<Upsert> upserts = [];
        List<DocumentPath> deletes = [];
        var id = change?.Id;
        var moved = derive ? PlanDerived(key, customer, change, upserts, deletes, ref id) : PlanTier(key, customer, change, upserts, ref id);
        if (!moved && change is not null) upserts.Add(ToUpsert(change, DocumentBody.Empty, []));
        if (moved)
        {
            customer.Write(row);
            customers.Set(id!, key, row.Written);
        }

        if (upserts.Count + deletes.Count == 0) return null;
        return new PendingRecord { Id = id!, Upserts = upserts, Deletes = deletes, Undo = () => Forget(id!, key), Sample = SampleOf(change) };
    }

    // Points tell the tier, whatever is known of anybody's spending.
    private bool PlanTier(StableHash key, CustomerRow customer, CustomerChange? change, List<Upsert> upserts, ref string? id)
    {
        var tier = LoyaltyTiers.Of(run.Org.Tiers, customer.Points);
        if (change is not { IsNew: true } && customer.Tier == tier) return false;
        id ??= customers.IdOf(key);
        upserts.Add(ToUpsert(change ?? Unchanged(id, customer), CustomerDocument.TierBody(tier), []));
        customer.Tier = tier;
        return true;
    }

    private static (PosStream, SampleKind)? SampleOf(CustomerChange? change) =>
        change is null ? null : (PosStream.Customers, change.IsNew ? SampleKind.Created : SampleKind.Updated);

    /// <summary>The store refused the documents: the next run writes them again, whatever the POS says.</summary>
    private void Forget(string id, StableHash key)
    {
        customers.TryGet(key, out var bytes);
        var customer = CustomerRow.Read(bytes);
        (customer.Fingerprint, customer.DerivedPrint, customer.IdSpendingPrint, customer.EmailSpendingPrint) = (StableHash.None, 0, 0, 0);
        customer.Write(row);
        customers.Set(id, key, row.Written);
    }

    /// <summary>Whether anything that a customer's documents derive from may have moved.</summary>
    private bool MayHaveMoved(StableHash key, CustomerRow customer, SpendingTotals lifetime, Segment segment, LoyaltyTier tier) =>
        customer.DerivedPrint == 0 || customer.Segment != segment || customer.Tier != tier || customers.IsTouched(key)
        || (CustomerDirectory.KeyOfEmail(customer.Email) is { } email && (directory.IsShared(email) || stream.LeftEmails.Contains(email)))
        || (lifetime.Records > 0 && customer.IdSpendingPrint == 0);

    private bool PlanDerived(
        StableHash key, CustomerRow customer, CustomerChange? change, List<Upsert> upserts, List<DocumentPath> deletes, ref string? id)
    {
        var lifetime = customer.Lifetime;
        var currency = run.Currency;
        var segment = Segmentation.Of(
            run.Org.Segments, new Model.Money(lifetime.Net, currency).Major, lifetime.Orders, lifetime.LastOrder, run.Now);
        var tier = LoyaltyTiers.Of(run.Org.Tiers, customer.Points);
        var before = BeforeOf(key);
        if (change is null && !run.Options.Full && !MayHaveMoved(key, customer, lifetime, segment, tier)) return false;
        var derived = CustomerDocument.DerivedBody(lifetime, segment, currency, !customer.PosCreated);
        var print = BodyParts.Print(derived);
        var writeTier = customer.DerivedPrint == 0 || customer.Tier != tier;
        var writePoints = !customer.PosPoints && run.WithoutPoints.Contains(key); // the tier beside them may be somebody else's, and stays
        var moved = print != customer.DerivedPrint || writeTier || writePoints;
        if (moved || change is not null)
        {
            id ??= customers.IdOf(key);
            if (writeTier) derived = DocumentBody.Join(derived, CustomerDocument.TierBody(tier));
            if (writePoints) derived = DocumentBody.Join(derived, CustomerDocument.PointsBody(customer.Points));
            upserts.Add(ToUpsert(change ?? Unchanged(id, customer), derived, CustomerDocument.DerivedGone(lifetime, !customer.PosCreated)));
            if (change is null && before?.DerivedPrint == print && before.Tier == tier) run.RepairedDerived++;
            (customer.DerivedPrint, customer.Tier, customer.Segment) = (print, tier, segment);
        }

        var spending = PlanIdSpending(key, customer, lifetime, upserts, deletes, ref id);
        var address = PlanEmailSpending(key, customer, lifetime, upserts, ref id);
        return moved || change is not null || spending || address;
    }

    private bool PlanIdSpending(
        StableHash key, CustomerRow customer, SpendingTotals lifetime, List<Upsert> upserts, List<DocumentPath> deletes, ref string? id)
    {
        if (lifetime.Records == 0)
        {
            if (customer.IdSpendingPrint == 0) return false;
            id ??= customers.IdOf(key);
            deletes.Add(SpendingDocument.IdPath(run.Scope, id));
            customer.IdSpendingPrint = 0;
            return true;
        }

        id ??= customers.IdOf(key);
        var email = CustomerDirectory.KeyOfEmail(customer.Email) is null ? null : customer.Email;
        var body = SpendingDocument.Body(run.Scope.Org, run.Scope.Key(id), email, lifetime, run.Currency);
        var print = BodyParts.Print(body);
        if (print == customer.IdSpendingPrint) return false;
        upserts.Add(new Upsert(SpendingDocument.IdPath(run.Scope, id), body, DocumentBody.Empty, SpendingDocument.Gone(lifetime, email), customer.IdSpendingPrint == 0));
        if (BeforeOf(key)?.IdSpendingPrint == print) run.RepairedDerived++;
        customer.IdSpendingPrint = print;
        return true;
    }

    /// <summary>What the ledger believed before a full run; null in other runs.</summary>
    private CustomerRow? BeforeOf(StableHash key) =>
        run.Before?.Loaded.GetValueOrDefault(TableNames.Customers) is { } before && before.TryGet(key, out var bytes) ? CustomerRow.Read(bytes) : null;

    private bool PlanEmailSpending(StableHash key, CustomerRow customer, SpendingTotals lifetime, List<Upsert> upserts, ref string? id)
    {
        // With several connections an address may be known at each: its document is made when all of them were read.
        if (!run.IsOnlyConnection || CustomerDirectory.KeyOfEmail(customer.Email) is not { } emailKey) return false;
        var owned = directory.OwnerOf(emailKey) == key;
        var totals = emails.Of(emailKey, lifetime);
        if (!owned || totals.Records == 0)
        {
            if (customer.EmailSpendingPrint == 0) return false;
            if (owned) stream.RetiredEmails.Add(customer.Email!);
            customer.EmailSpendingPrint = 0;
            id ??= customers.IdOf(key);
            return true;
        }

        var body = SpendingDocument.Body(run.Scope.Org, null, customer.Email, totals, run.Currency);
        var print = BodyParts.Print(body);
        if (print == customer.EmailSpendingPrint) return false;
        id ??= customers.IdOf(key);
        upserts.Add(new Upsert(
            SpendingDocument.EmailPath(customer.Email!), body, DocumentBody.Empty, SpendingDocument.Gone(totals, customer.Email), customer.EmailSpendingPrint == 0));
        if (BeforeOf(key)?.EmailSpendingPrint == print) run.RepairedDerived++;
        customer.EmailSpendingPrint = print;
        return true;
    }

    private Upsert ToUpsert(CustomerChange change, DocumentBody derived, IReadOnlyList<string> derivedGone) => new(
        run.Scope.Path(Collections.Customers, change.Id),
        DocumentBody.Join(change.Base, derived),
        change.OnCreate,
        [.. change.Remove, .. derivedGone],
        change.IsNew);

    private static CustomerChange Unchanged(string id, CustomerRow customer) =>
        new(id, DocumentBody.Empty, DocumentBody.Empty, [], customer.DerivedPrint == 0 && customer.Fingerprint.IsNone, false);

    private PendingRecord Removal(string id, CustomerRow old)
    {
        List<DocumentPath> deletes = [run.Scope.Path(Collections.Customers, id)];
        if (old.IdSpendingPrint != 0) deletes.Add(SpendingDocument.IdPath(run.Scope, id));
        return new PendingRecord { Id = id, Sample = (PosStream.Customers, SampleKind.Deleted), Upserts = [], Deletes = deletes };
    }

    /// <summary>An address that nobody has any more, or nobody who bought, loses its spending document.</summary>
    private async ValueTask RetireAsync(string email)
    {
        if (CustomerDirectory.KeyOfEmail(email) is not { } key) return;
        if (directory.OwnerOf(key) is { } owner && customers.TryGet(owner, out var bytes))
        {
            var heir = CustomerRow.Read(bytes);
            if (heir.EmailSpendingPrint != 0) return;
            if (!derive)
            {
                // What the heir has spent is not known in this run; the document stands until it is.
                heir.EmailSpendingPrint = CustomerRow.SomePrint;
                heir.Write(row);
                customers.Set(customers.IdOf(owner), owner, row.Written);
                return;
            }
        }

        await run.Sink.AddAsync(new PendingRecord { Id = email, Upserts = [], Deletes = [SpendingDocument.EmailPath(email)] });
    }
}
