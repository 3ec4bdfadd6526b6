using System.Text;
using Sync.ConnectorKit;
using Sync.Engine.Documents;
using Sync.Engine.Ledger;
using Sync.Engine.Matching;
using Sync.Engine.Privacy;
using Sync.Engine.Runs;
using Sync.Engine.Writing;
using Sync.Model;
using Sync.Store;

namespace Sync.Engine.Streams;

/// <summary>
/// Takes in the customers. What changed waits in <see cref="Changes"/> until spending is known, so that each document is
/// written once; a very long list is written early, bare of what is derived, to keep memory bounded.
/// </summary>
internal sealed class CustomerStream(RunContext run, LedgerTable table, QuarantineBook quarantine, StreamReport report) : IIntake<Customer>
{
    /// <summary>The reason that a customer who asked to be forgotten is counted under.</summary>
    public const string Erased = "erased at the person's request";

    private const int MaxWaiting = 50_000;

    private readonly DocumentBodyWriter body = new();
    private readonly RowWriter row = new();
    private readonly Deletions deletions = new();
    private bool wroteEarly;

    /// <summary>What waits to be written, by customer.</summary>
    public Dictionary<StableHash, CustomerChange> Changes { get; } = [];

    /// <summary>Whether anything has changed.</summary>
    public bool HasChanges => wroteEarly || Changes.Count + Removed.Count > 0;

    /// <summary>Addresses whose spending document may have to go or to change its owner.</summary>
    public HashSet<string> RetiredEmails { get; } = [];

    /// <summary>Addresses that somebody had and has no longer: whoever shares them may have to be counted again.</summary>
    public HashSet<StableHash> LeftEmails { get; } = [];

    /// <summary>Customers that the POS has no longer, with their last row.</summary>
    public Dictionary<StableHash, (string Id, CustomerRow Row)> Removed { get; } = [];

    public bool HasDeletions => deletions.Any;

    public async ValueTask HandleAsync(Customer customer)
    {
        run.NoteCustomer(customer.CreatedAt);
        var key = StableHash.Of(customer.Id);
        deletions.TakeBack(key);
        if (run.Erased.IsCustomer(run.Scope, customer.Id, customer.Email, customer.UserId))
        {
            report.Skip(Erased);
            table.MarkSeen(key); // where it is stored yet, it goes at the end
            return;
        }

        var known = table.TryGet(key, out var bytes) ? CustomerRow.Read(bytes) : null;

        // A sale that only names its buyer's id says nothing new about a customer we know.
        if (known is not null && customer is { Partial: true, Email: null, FirstName: null, LastName: null, Phone: null, UserId: null })
        {
            table.MarkSeen(key);
            report.CountUnchanged();
            return;
        }

        // A read from the beginning is the whole truth; any other may bring what was said before what is stored.
        if (!run.FromStart && AsOf(customer) < known?.AsOf)
        {
            table.MarkSeen(key);
            report.CountUnchanged();
            return;
        }

        CustomerDocument.WriteBase(body, run.Scope, customer);
        var fingerprint = StableHash.Of(body.SoFar);
        var unsaid = !customer.Partial && run.MoreThanSaid.Remove(key);
        if (known?.Fingerprint == fingerprint && !unsaid)
        {
            Renew(customer, key, known);
            table.MarkSeen(key);
            report.CountUnchanged();
            return;
        }

        if (customer.AsOf is null && table.IsSeen(key)) run.NoteAgain(PosStream.Customers, key); // else the later one is known
        table.MarkSeen(key); // whatever becomes of it, the POS still has it
        var own = body.End();
        if (quarantine.Knows(PosStream.Customers, report, customer.Id, fingerprint)) return;
        if (!TryAccept(customer, own, fingerprint, known is null, out var change)) return;
        Note(customer, key, fingerprint, known ?? new CustomerRow());
        Count(change);
        Changes[key] = Changes.TryGetValue(key, out var waiting) && waiting.IsNew ? change with { IsNew = true, OnCreate = waiting.OnCreate } : change;
        if (Changes.Count >= MaxWaiting) await WriteEarlyAsync();
    }

    public void Keep(string id)
    {
        var key = StableHash.Of(id);
        deletions.TakeBack(key);
        table.MarkSeen(key);
    }

    public void Delete(string id)
    {
        if (table.Contains(StableHash.Of(id))) deletions.Add(id);
    }

    /// <summary>Removes what the POS has no longer, within the org's limit.</summary>
    public void Finish(StreamEnd? end)
    {
        if (end is null) return;
        foreach (var key in Removals.Of(run, PosStream.Customers, report, end, table, deletions)) Remove(key);
    }

    /// <summary>Removes those who asked to be forgotten, whatever the limit; returns their ids.</summary>
    public IReadOnlyList<string> Erase(ErasedPeople erased)
    {
        List<StableHash> found = [];
        table.ForEach((key, id, bytes) =>
        {
            CustomerRow.ReadKeys(bytes, out var email, out var userId);
            if (erased.IsCustomer(run.Scope, Encoding.UTF8.GetString(id), email, userId)) found.Add(key);
        });
        var ids = found.ConvertAll(table.IdOf);
        foreach (var key in found) Remove(key);
        return ids;
    }

    private void Remove(StableHash key)
    {
        table.TryGet(key, out var bytes);
        var old = CustomerRow.Read(bytes);
        Removed[key] = (table.IdOf(key), old);
        Changes.Remove(key);
        Retire(old);
        table.Remove(key);
        report.Deleted++;
    }

    private bool TryAccept(Customer customer, DocumentBody own, StableHash fingerprint, bool isNew, out CustomerChange change)
    {
        change = null!;
        try
        {
            var path = run.Scope.Path(Collections.Customers, customer.Id);
            DocumentLimits.Check(path, own);
            // Orders may refer to the customer before it is written, so what the store would refuse is found out now.
            DocumentLimits.Check(SpendingDocument.IdPath(run.Scope, customer.Id), DocumentBody.Empty);
            if (CustomerDirectory.KeyOfEmail(customer.Email) is not null)
                DocumentLimits.Check(SpendingDocument.EmailPath(customer.Email!), DocumentBody.Empty);
        }
        catch (Exception e) when (e is FormatException or StoreException { Failure: StoreFailure.InvalidDocument })
        {
            quarantine.Add(PosStream.Customers, report, customer.Id, fingerprint, e.Message);
            return false;
        }

        quarantine.Clear(PosStream.Customers, customer.Id);
        var onCreate = isNew ? CustomerDocument.Defaults(customer) : DocumentBody.Empty;
        change = new CustomerChange(customer.Id, own, onCreate, CustomerDocument.Gone(customer), isNew, RepairsOf(customer.Id, fingerprint));
        return true;
    }

    private void Note(Customer customer, StableHash key, StableHash fingerprint, CustomerRow next)
    {
        if (customer.Email is not null || !customer.Partial)
        {
            if (next.Email != customer.Email) Retire(next);
            next.Email = customer.Email;
        }

        if (customer.UserId is not null || !customer.Partial) next.UserId = customer.UserId;
        if (customer.LoyaltyPoints is { } points) (next.Points, next.PosPoints) = (points, true);
        next.PosCreated |= customer.CreatedAt is not null;
        next.Fingerprint = fingerprint;
        next.AsOf = AsOf(customer) ?? next.AsOf;
        next.Write(row);
        table.Set(customer.Id, key, row.Written);
        table.MarkSeen(key);
    }

    /// <summary>What is stored was said again, and later.</summary>
    private void Renew(Customer customer, StableHash key, CustomerRow known)
    {
        if (AsOf(customer) is not { } asOf || asOf <= known.AsOf) return;
        known.AsOf = asOf;
        known.Write(row);
        table.Set(customer.Id, key, row.Written);
    }

    private static long? AsOf(Customer customer) => customer.AsOf is { } at ? OrderRow.MicrosecondsOf(at) : null;

    private void Count(CustomerChange change)
    {
        if (change.IsNew) report.CountCreated();
        else report.CountUpdated();
        if (change.Repairs) report.CountRepaired();
    }

    /// <summary>The address's document was this customer's; it is decided at the end whose it is now.</summary>
    private void Retire(CustomerRow old)
    {
        if (CustomerDirectory.KeyOfEmail(old.Email) is { } left) LeftEmails.Add(left);
        if (old.EmailSpendingPrint == 0) return;
        RetiredEmails.Add(old.Email!);
        old.EmailSpendingPrint = 0;
    }

    /// <summary>Writes what waits, bare of what is derived.</summary>
    public async Task WriteEarlyAsync()
    {
        foreach (var (key, change) in Changes)
        {
            await run.Sink.AddAsync(ToRecord(change));
            if (!change.IsNew) table.MarkTouched(key); // what is derived for them may still have to follow it
        }

        wroteEarly |= Changes.Count > 0;
        await run.Sink.FlushAsync();
        Changes.Clear();
    }

    private PendingRecord ToRecord(CustomerChange change) => new()
    {
        Id = change.Id,
        Sample = (PosStream.Customers, change.IsNew ? SampleKind.Created : SampleKind.Updated),
        Upserts = [new Upsert(run.Scope.Path(Collections.Customers, change.Id), change.Base, change.OnCreate, change.Remove, change.IsNew)],
    };

    private bool RepairsOf(string id, StableHash fingerprint) =>
        run.Before?.Loaded.GetValueOrDefault(TableNames.Customers) is { } before
        && before.TryGet(StableHash.Of(id), out var bytes) && CustomerRow.Read(bytes).Fingerprint == fingerprint;
}
