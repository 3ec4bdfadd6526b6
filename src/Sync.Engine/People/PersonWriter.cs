using Sync.Engine.Documents;
using Sync.Engine.Ledger;
using Sync.Engine.Writing;
using Sync.Insights.Segments;
using Sync.Insights.Spending;
using Sync.Model;
using Sync.Store;

namespace Sync.Engine.People;

/// <summary>Writes persons whose customers, spending or segment have changed, and takes away those who are none any more.</summary>
internal sealed class PersonWriter(
    ITenantStore tenant, OrgSettings org, DocumentSink sink, LedgerTable persons, IReadOnlyList<ConnectionCustomers> connections, DateTimeOffset now)
{
    private readonly RowWriter row = new();

    /// <summary>Brings all persons up to date.</summary>
    /// <param name="links">Who is one person.</param>
    /// <param name="anew">Whether the stored documents tell what there is, and not what is remembered.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task WriteAsync(IReadOnlyList<PersonLink> links, bool anew, CancellationToken cancellation)
    {
        var before = anew ? await StoredAsync(cancellation) : Remembered();
        var linked = links.SelectMany(l => l.Members).Select(m => m.Key).ToHashSet();
        foreach (var link in links) await WriteAsync(link, anew, cancellation);
        foreach (var gone in before.Keys.Except(links.Select(l => l.Id)).ToList()) await RemoveAsync(gone);
        foreach (var former in before.Values.SelectMany(m => m).Where(k => !linked.Contains(k)).Distinct()) await UnlinkAsync(former, cancellation);
    }

    /// <summary>Segments move with time alone.</summary>
    public async Task MoveSegmentsAsync(CancellationToken cancellation)
    {
        foreach (var key in persons.Keys())
        {
            persons.TryGet(key, out var bytes);
            var known = PersonRow.Read(bytes);
            if (known.Members.Any(m => ConnectionOf(m).Blocked)) continue;
            if (SegmentOf(SpentBy(known.Members)) is var segment && segment == known.Segment) continue;
            var id = persons.IdOf(key);
            Remember(id, known with { Segment = segment });
            if (await tenant.GetAsync(PersonDocument.Path(id), cancellation) is null) continue; // others removed it; a full run puts it back
            await sink.AddAsync(Record(id, Merge(PersonDocument.Path(id), w => w.Text("segment", Segmentation.NameOf(segment)))));
        }
    }

    private async Task WriteAsync(PersonLink link, bool anew, CancellationToken cancellation)
    {
        var members = link.Members.Select(m => m.Key).ToList();
        if (members.Any(m => ConnectionOf(m).Blocked)) return;
        var spent = SpentBy(members);
        var next = new PersonRow { Print = PrintOf(link, members, spent), Segment = SegmentOf(spent), Members = members };
        var key = StableHash.Of(link.Id);
        if (!anew && persons.TryGet(key, out var bytes) && PersonRow.Read(bytes) is var known && known.Print == next.Print && known.Segment == next.Segment) return;

        List<DocumentPath> paths = [PersonDocument.Path(link.Id), .. members.Select(CustomerPath)];
        var stored = await tenant.GetManyAsync(paths, cancellation);
        var body = PersonDocument.Body(tenant.Org, link, [.. stored.Skip(1).Select(d => d?.Body.Read())], spent, next.Segment);
        List<Upsert> upserts = [new Upsert(paths[0], body, DocumentBody.Empty, PersonDocument.GoneFrom(body), stored[0] is null)];
        // A customer's document that others have removed is not made again by a link alone.
        upserts.AddRange(stored.Skip(1).OfType<StoredDocument>().Select(d => Merge(d.Path, w => w.Text(PersonDocument.Link, link.Id))));
        upserts.RemoveAll(u => stored.FirstOrDefault(d => d?.Path == u.Path) is { } there && u.IsIn(there.Body));
        if (upserts.Count > 0) await sink.AddAsync(Record(link.Id, [.. upserts]));
        Remember(link.Id, next);
    }

    private async Task RemoveAsync(string id)
    {
        persons.Remove(StableHash.Of(id));
        await sink.AddAsync(new PendingRecord { Id = id, Upserts = [], Deletes = [PersonDocument.Path(id)] });
    }

    private async Task UnlinkAsync(string customer, CancellationToken cancellation)
    {
        var document = await tenant.GetAsync(CustomerPath(customer), cancellation);
        if (document is null || !document.Body.Read().Has(PersonDocument.Link)) return;
        await sink.AddAsync(Record(customer, new Upsert(document.Path, DocumentBody.Empty, DocumentBody.Empty, [PersonDocument.Link], false)));
    }

    private Dictionary<string, IReadOnlyList<string>> Remembered()
    {
        var known = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        persons.ForEach((_, id, bytes) => known[System.Text.Encoding.UTF8.GetString(id)] = PersonRow.Read(bytes).Members);
        return known;
    }

    private async Task<Dictionary<string, IReadOnlyList<string>>> StoredAsync(CancellationToken cancellation)
    {
        var known = Remembered();
        await foreach (var person in tenant.QueryAsync(new DocumentQuery { Collection = Collections.People }, cancellation))
            known[DocumentId.Unescape(person.Path.Id)] = [.. person.Body.Read().TextList("customerIds")];
        var linked = new DocumentQuery { Collection = Collections.Customers, Filters = [new DocumentFilter(PersonDocument.Link, FilterOperator.GreaterThan, "")] };
        await foreach (var customer in tenant.QueryAsync(linked, cancellation))
        {
            var person = customer.Body.Read().Text(PersonDocument.Link)!;
            known[person] = [.. known.GetValueOrDefault(person, []), DocumentId.Unescape(customer.Path.Id)];
        }

        return known;
    }

    private IReadOnlyList<(Currency Currency, SpendingTotals Totals)> SpentBy(IEnumerable<string> members)
    {
        List<(Currency Currency, SpendingTotals Totals)> spent = [];
        foreach (var member in members)
        {
            var connection = ConnectionOf(member);
            var lifetime = connection.RowOf(member).Lifetime;
            var at = spent.FindIndex(s => s.Currency.Equals(connection.Currency));
            if (at < 0) spent.Add((connection.Currency, lifetime));
            else spent[at] = (connection.Currency, spent[at].Totals + lifetime);
        }

        return spent;
    }

    // The thresholds are in the currency of the first; what was spent in another one adds orders, and no money.
    private Segment SegmentOf(IReadOnlyList<(Currency Currency, SpendingTotals Totals)> spent)
    {
        var all = spent.Aggregate(SpendingTotals.None, (sum, s) => sum + (s.Totals with { Net = 0 }));
        return Segmentation.Of(org.Segments, new Money(spent[0].Totals.Net, spent[0].Currency).Major, all.Orders, all.LastOrder, now);
    }

    private StableHash PrintOf(PersonLink link, IEnumerable<string> members, IReadOnlyList<(Currency Currency, SpendingTotals Totals)> spent)
    {
        row.Clear();
        row.Byte((byte)((link.ByEmail ? 1 : 0) | (link.ByPhone ? 2 : 0)));
        foreach (var member in members)
        {
            row.Text(member);
            row.Fingerprint(ConnectionOf(member).RowOf(member).Fingerprint);
        }

        foreach (var (currency, totals) in spent)
        {
            row.Text(currency.Code);
            row.Signed(totals.Net);
            row.Signed(totals.Orders);
            row.Signed(totals.First);
            row.Signed(totals.Last);
        }

        return StableHash.Of(row.Written);
    }

    // The first connection's ids carry no prefix, and those of others carry theirs, so the longest that fits is the right one.
    private ConnectionCustomers ConnectionOf(string member) => connections
        .Where(c => member.StartsWith(c.Connection.Prefix, StringComparison.Ordinal) && c.Table.Contains(StableHash.Of(member[c.Connection.Prefix.Length..])))
        .MaxBy(c => c.Connection.Prefix.Length)!;

    private void Remember(string id, PersonRow person)
    {
        person.Write(row);
        persons.Set(id, StableHash.Of(id), row.Written);
    }

    private static DocumentPath CustomerPath(string key) => new(Collections.Customers, DocumentId.Escape(key));

    private static Upsert Merge(DocumentPath path, Action<DocumentBodyWriter> fields) => new(path, DocumentBody.Build(fields), DocumentBody.Empty, [], false);

    private static PendingRecord Record(string id, params IReadOnlyList<Upsert> upserts) => new() { Id = id, Upserts = upserts };
}
