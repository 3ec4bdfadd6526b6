using System.Globalization;
using Sync.Engine.Documents;
using Sync.Engine.Ledger;
using Sync.Engine.Runs;
using Sync.Engine.Streams;
using Sync.Engine.Writing;
using Sync.Model;
using Sync.Store;

namespace Sync.Engine.Rebuilding;

/// <summary>Reads orders' rows out of their stored documents.</summary>
internal sealed class OrderRebuild(RunContext run)
{
    private readonly Dictionary<int, LedgerTable> months = [];
    private readonly LedgerTable unmatchedTable = new();
    private readonly RowWriter row = new();

    public async ValueTask AddAsync(StoredDocument document, bool matched)
    {
        if (run.PosIdOf(document.Path) is not { } id) return;
        var fields = document.Body.Read();
        var key = StableHash.Of(id);
        if (!matched && months.Values.Any(t => t.Contains(key)))
        {
            // It stands among the matched ones too; those win.
            await run.Sink.AddAsync(new PendingRecord { Id = id, Upserts = [], Deletes = [document.Path] });
            run.RepairedDerived++;
            return;
        }

        var order = Parse(id, key, fields);
        var customer = matched && fields.Text("customerId") is { } customerKey ? run.Scope.PosIdOfKey(customerKey) : null;
        var (date, hour) = run.Calendar.Of(order);
        var own = document.Body.CanonicalOf(matched ? OrderDocument.MatchedFields : OrderDocument.UnmatchedFields);
        var redated = OrderDocument.WithDate(own, date);
        var fingerprint = BodyParts.Fingerprint(redated);
        var location = order.LocationId is { } at && OrderLocations.WhyNot(at, run.Ledger.Manifest.Locations) is null ? at : run.DefaultLocation;
        OrderRow.Write(row, fingerprint, customer, order, date, hour, location);
        TableOf(date).Set(id, key, row.Written);
        run.Ledger.Manifest.NoteDay(date);
        run.Ledger.Manifest.Locations.Add(location);
        if (IsOfOtherCurrency(fields)) run.OtherCurrency.Add(key);
        if (!redated.Json.Span.SequenceEqual(own.Json.Span)) await RedateAsync(document.Path, id, redated, date, fingerprint);
        if (customer is null) new UnmatchedOrders(unmatchedTable).Note(order with { CustomerId = NamedCustomer(key) }, key, date, false);
    }

    /// <summary>The tables by name; months that held orders before and hold none now are there too, empty.</summary>
    public IEnumerable<(string Name, LedgerTable Table)> Tables()
    {
        foreach (var name in run.Ledger.Manifest.Tables.Keys.Where(n => TableNames.MonthOfTable(n) is not null).ToList())
            TableOf(DateOnly.ParseExact(TableNames.MonthOfTable(name) + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture));
        foreach (var (month, table) in months) yield return (TableNames.Orders(OrderTables.FirstDayOf(month)), table);
        yield return (TableNames.Unmatched, unmatchedTable);
    }

    /// <summary>
    /// The shop's calendar was changed, or the date was: the POS need not show the order any more, so it is put right from what is
    /// stored.
    /// </summary>
    private ValueTask RedateAsync(DocumentPath path, string id, DocumentBody own, DateOnly date, StableHash fingerprint)
    {
        run.Redated++;
        var key = StableHash.Of(id);
        TableOf(date).MarkWritten(key); // should the stream bring a change of it, that one must be stored last
        if (run.Before?.Loaded.GetValueOrDefault(TableNames.Orders(date)) is { } before
            && before.TryGet(key, out var bytes) && OrderRow.Read(bytes).Fingerprint == fingerprint) run.RepairedDerived++;
        return run.Sink.AddAsync(new PendingRecord { Id = id, Upserts = [new Upsert(path, own, DocumentBody.Empty, [], false)] });
    }

    // Its document does not tell whom an unmatched order names, and the POS need not show it again.
    private string? NamedCustomer(StableHash key) => UnmatchedOrders.CustomerOf(run.Before?.Loaded.GetValueOrDefault(TableNames.Unmatched), key);

    // Others took it from the document, or made another thing of it.
    private DateTimeOffset? FormerTime(StableHash key)
    {
        foreach (var (name, table) in run.Before?.Loaded ?? new Dictionary<string, LedgerTable>())
            if (TableNames.MonthOfTable(name) is not null && table.TryGet(key, out var bytes)) return DateTimeOffset.UnixEpoch.AddTicks(OrderRow.Read(bytes).CreatedAt * 10);
        return null;
    }

    private LedgerTable TableOf(DateOnly date)
    {
        var month = OrderTables.MonthOf(date);
        return months.TryGetValue(month, out var table) ? table : months[month] = new LedgerTable();
    }

    private bool IsOfOtherCurrency(DocumentFields fields) => fields.Text("currency") is { } code && code != run.Currency.Code;

    private Order Parse(string id, StableHash key, DocumentFields f)
    {
        Money Amount(string name) => StoredAmount.Of(f, name, run.Currency);
        var at = f.Time("createdAt") is { Year: > 1 and < 9999 } told ? told : (DateTimeOffset?)null; // beside these, no time zone has a day
        var day = OrderDocument.DateOf(f) is { Year: > 1 and < 9999 } date ? date : (DateOnly?)null;
        return new Order
        {
            Id = id,
            BuyerEmail = f.Text("buyerEmail"),
            BuyerUserId = f.Text("buyerUserId"),
            // One sum holds one currency: until the POS shows it in today's, it counts nowhere.
            Status = IsOfOtherCurrency(f) ? OrderStatus.Open : OrderDocument.StatusOf(f.Text("status")),
            Type = OrderType.InStore, // rows do not keep it
            Lines = [.. f.List("items").Select(i => new OrderLine(
                run.Scope.PosIdIn(i.Text("productId") ?? ""), "", StoredAmount.NumberOf(i, "quantity"), 0, StoredAmount.Of(i, "total", run.Currency)))],
            Subtotal = Amount("subtotal"),
            Tax = Amount("tax"),
            Discount = Amount("discount"),
            Total = Amount("total"),
            Refunded = Amount("refunded"),
            LocationId = f.Text("locationId") is { } location ? run.Scope.PosIdIn(location) : null,
            CreatedAt = at ?? FormerTime(key) ?? (day is { } on ? run.Clock.FromLocal(on.ToDateTime(new TimeOnly(12, 0))) : DateTimeOffset.UnixEpoch),
            TimeZone = f.Text("timeZone"),
            BusinessDate = OrderDocument.StatedDateOf(f) ?? (at is null ? day : null), // others left no other trace of its day
        };
    }
}
