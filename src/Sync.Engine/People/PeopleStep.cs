using System.Globalization;
using Sync.ConnectorKit;
using Sync.Engine.Connections;
using Sync.Engine.Ledger;
using Sync.Engine.Streams;
using Sync.Engine.Writing;
using Sync.Model;
using Sync.Store;

namespace Sync.Engine.People;

/// <summary>
/// After an org's connections have been synced: makes what is known of people across them, which is spending by address, and
/// in <c>people</c> those who are customers of several connections. Costs one look at the ledgers' heads where nothing has
/// changed, and follows change otherwise. All of it can be computed again from the customers, so that a kill loses nothing.
/// </summary>
internal sealed class PeopleStep(ITenantStore tenant, OrgSettings org, DocumentWrite fence, DateTimeOffset now)
{
    /// <summary>Whether somebody asked to be forgotten, so that no former state of the books may stay.</summary>
    public bool Forgets { get; init; }

    // No connection can have this id.
    private const string BookId = "_people";
    private const string MembersTable = "members";
    private const string PersonsTable = "persons";
    private const string EmailsTable = "emails";

    /// <summary>Brings it up to date.</summary>
    /// <param name="all">The org's connections.</param>
    /// <param name="full">Whether what is stored is to be compared, whatever is remembered of it.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task RunAsync(IReadOnlyList<Connection> all, bool full, CancellationToken cancellation)
    {
        var (opening, reading) = (ConnectionLedger.OpenAsync(tenant, BookId, cancellation), PeopleRules.OfAsync(tenant, cancellation));
        var (book, rules) = (await opening, await reading);
        if (all.Count < 2 && book.IsMissing) return;
        var ledgers = await Task.WhenAll(all.Select(c => ConnectionLedger.OpenAsync(tenant, c.Id, cancellation)));
        if (ledgers.Any(l => l.Manifest.Unsettled)) return; // a run that died there heals it first
        try
        {
            await RunAsync(book, rules, await CustomersAsync(book, all, ledgers, cancellation), BasisOf(all, ledgers, rules), full, cancellation);
        }
        catch (LedgerDamagedException)
        {
            // The next run of that connection makes its ledger anew.
        }
    }

    private async Task RunAsync(
        ConnectionLedger book, PeopleRules rules, IReadOnlyList<ConnectionCustomers> customers, string basis, bool full, CancellationToken cancellation)
    {
        // What is lost of these tables can be computed again, and nothing but this step would.
        var persons = await book.TableOrNewAsync(PersonsTable, cancellation);
        bool Anew() => full || book.Manifest.Unsettled || book.IsMissing || book.HasLost;
        var same = !Anew() && book.Manifest.Basis == basis;
        var others = !same || Forgets ? await OthersAsync(book, cancellation) : default;
        var anew = Anew();
        await using var sink = new DocumentSink(tenant, fence, now, false, c => tenant.CommitAsync([fence, book.Unsettle()], c), cancellation);
        var writer = new PersonWriter(tenant, org, sink, persons, customers, now);
        if (same && !anew) await writer.MoveSegmentsAsync(cancellation);
        else
        {
            var members = new MemberBook(tenant, others.Members, org.DialledCode);
            await members.RefreshAsync(customers, anew || CallingCodeOf(book.Manifest.Basis) != CallingCodeOf(basis), cancellation);
            await new EmailSpendingWriter(tenant, sink, others.Emails, customers).WriteAsync(anew, cancellation);
            await sink.FlushAsync();
            await writer.WriteAsync(PeopleLinks.Of(members.Members(customers), rules.Apart), anew, cancellation);
        }

        await sink.FlushAsync();
        book.Manifest.Basis = customers.Any(c => c.Blocked) ? "" : basis;
        // One that is removed and connected again under its id begins anew: nothing of it was known before.
        book.Manifest.Completed.IntersectWith(customers.Select(c => c.Connection.Id));
        book.Manifest.Completed.UnionWith(customers.Where(c => c.Derived).Select(c => c.Connection.Id));
        await SaveAsync(book, cancellation);
    }

    private static async Task<(LedgerTable Members, LedgerTable Emails)> OthersAsync(ConnectionLedger book, CancellationToken cancellation) =>
        (await book.TableOrNewAsync(MembersTable, cancellation), await book.TableOrNewAsync(EmailsTable, cancellation));

    private async Task SaveAsync(ConnectionLedger book, CancellationToken cancellation)
    {
        var commits = new BookkeepingCommits(tenant, fence);
        foreach (var write in book.StageTables((_, table) => table.Count)) await commits.AddAsync(write, cancellation);
        if (book.StageManifest() is { } manifest) await commits.AddAsync(manifest, cancellation);
        if (Forgets)
            foreach (var delete in book.FormerBuckets()) await commits.AddAsync(delete, cancellation);
        await commits.FlushAsync(cancellation);
    }

    private async Task<IReadOnlyList<ConnectionCustomers>> CustomersAsync(
        ConnectionLedger book, IReadOnlyList<Connection> all, ConnectionLedger[] ledgers, CancellationToken cancellation)
    {
        List<ConnectionCustomers> customers = [];
        foreach (var (connection, ledger) in all.Zip(ledgers).OrderByDescending(c => c.First.First).ThenBy(c => c.First.Id, StringComparer.Ordinal))
        {
            var derived = ledger.Manifest.KnowsSpending(ledger.Manifest.Orders);
            var table = await ledger.TableAsync(TableNames.Customers, cancellation);
            customers.Add(new ConnectionCustomers(connection, Currency.Of(ledger.Manifest.Currency ?? org.Currency), table)
            {
                Derived = derived,
                Blocked = !derived && book.Manifest.Completed.Contains(connection.Id),
            });
        }

        return customers;
    }

    // Which state of each connection's customers was looked at. Slots alone do not tell: a bucket that is stored twice, at a
    // checkpoint and at a run's end, has its former one again.
    private string BasisOf(IReadOnlyList<Connection> all, ConnectionLedger[] ledgers, PeopleRules rules) => string.Join('|',
    [
        org.DialledCode ?? "", rules.Version,
        .. all.Zip(ledgers, (c, l) => $"{c.Id}:{l.Manifest.Currency}:{Version(l.Manifest.Tables.GetValueOrDefault(TableNames.Customers))}").Order(StringComparer.Ordinal),
    ]);

    private static string Version(TableEntry? customers) => customers is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{customers.Slots}{customers.Stored}");

    private static string CallingCodeOf(string basis) => basis.Split('|')[0];
}
