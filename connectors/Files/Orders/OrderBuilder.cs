using Sync.Connectors.Files.Values;
using Sync.Model;

namespace Sync.Connectors.Files.Orders;

/// <summary>Makes orders of what was gathered, when a page asks for them.</summary>
internal sealed class OrderBuilder(OrderTable table, StoreClock clock)
{
    /// <summary>The orders that go in, in the order of their first rows.</summary>
    public IEnumerable<Order> Build() => table.Orders.Where(o => o.Spoilt is null).Select(Build);

    private Order Build(OrderEntry entry)
    {
        var lines = Money(entry.LinesMinor, entry);
        var total = Stated(entry.Stated.Total, entry) ?? lines;
        var refunded = Stated(entry.Stated.Refunded, entry);
        return new Order
        {
            Id = entry.Id,
            CustomerId = table.Texts.Get(entry.CustomerId),
            BuyerUserId = table.Texts.Get(entry.UserId),
            BuyerEmail = Email.Normalise(table.Texts.Get(entry.Email)),
            BuyerName = BuyerName(entry),
            BuyerPhone = table.Texts.Get(entry.Phone),
            Status = entry.Status ?? Inferred(refunded, total),
            Type = entry.Type ?? OrderType.InStore,
            Lines = Lines(entry),
            Subtotal = Stated(entry.Stated.Subtotal, entry) ?? (entry.LineCount > 0 ? lines : total),
            Tax = Stated(entry.Stated.Tax, entry) ?? Money(0, entry),
            Discount = Stated(entry.Stated.Discount, entry) ?? Money(0, entry),
            Total = total,
            Refunded = refunded ?? (entry.Status == OrderStatus.Refunded && total.Minor > 0 ? total : Money(0, entry)),
            LocationId = table.Texts.Get(entry.Location),
            CreatedAt = entry.Time.Resolve(clock, table.DayFirst),
        };
    }

    private OrderLine[] Lines(OrderEntry entry)
    {
        var lines = new OrderLine[entry.LineCount];
        for (int i = 0, at = entry.FirstLine; at >= 0; i++)
        {
            ref var row = ref table.Lines[at];
            var product = table.Texts.Get(row.ProductId) ?? "";
            lines[i] = new OrderLine(
                product, table.Texts.Get(row.Name) ?? product, row.Quantity, row.UnitPrice, Money(row.TotalMinor, entry), table.Texts.Get(row.Category));
            at = row.Next;
        }

        return lines;
    }

    private string? BuyerName(OrderEntry entry)
    {
        if (table.Texts.Get(entry.Name) is { } whole) return whole;
        var name = $"{table.Texts.Get(entry.FirstName)} {table.Texts.Get(entry.LastName)}".Trim();
        return name.Length > 0 ? name : null;
    }

    /// <summary>Money that went back says what became of an order of which nothing else does.</summary>
    private static OrderStatus Inferred(Money? refunded, Money total) =>
        refunded is not { Minor: > 0 } back ? OrderStatus.Completed
        : back.Minor >= total.Minor ? OrderStatus.Refunded
        : OrderStatus.PartiallyRefunded;

    private static Money? Stated(decimal? major, OrderEntry entry) =>
        major is { } known ? Sync.Model.Money.FromMajor(known, entry.Currency) : null;

    private static Money Money(long minor, OrderEntry entry) => new(minor, entry.Currency);
}
