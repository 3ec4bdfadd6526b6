using Sync.Connectors.Files.Values;
using Sync.Model;

namespace Sync.Connectors.Files.Orders;

/// <summary>Makes orders of what was gathered, when a page asks for them.</summary>
internal sealed class OrderBuilder(OrderTable table, StoreClock clock)
{
    /// <summary>The orders that go in, in the order of their first rows.</summary>
    public IEnumerable<Order> Build() => Enumerable.Range(0, table.Count).Where(o => table.SpoiltOf(o) is null).Select(Build);

    private Order Build(int order)
    {
        ref readonly var entry = ref table[order];
        var (stated, buyer, currency) = (table.StatedOf(entry), table.BuyerOf(entry), table.CurrencyOf(entry));
        var lines = new Money(entry.LinesMinor, currency);
        var nothing = new Money(0, currency);
        var total = Stated(stated.Total, currency) ?? lines;
        // A negative total is itself the money that went back: nothing of it was refunded once more.
        var returned = total.Minor < 0 && entry.Status is not (OrderStatus.Open or OrderStatus.Cancelled);
        var refunded = returned ? nothing : Stated(stated.Refunded, currency);
        return new Order
        {
            Id = table.IdOf(order),
            CustomerId = table.Texts.Get(entry.CustomerId),
            BuyerUserId = PosUserId.Normalise(table.Texts.Get(buyer.UserId)),
            BuyerEmail = Email.Normalise(table.Texts.Get(buyer.Email)),
            BuyerName = BuyerName(buyer),
            BuyerPhone = table.Texts.Get(buyer.Phone),
            Status = returned ? OrderStatus.Completed : StatusOf(entry.Status, refunded, total),
            Type = entry.Type ?? OrderType.InStore,
            Lines = Lines(entry, currency),
            Subtotal = Stated(stated.Subtotal, currency) ?? (entry.LineCount > 0 ? lines : total),
            Tax = Stated(stated.Tax, currency) ?? nothing,
            Discount = Stated(stated.Discount, currency) ?? nothing,
            Total = total,
            StatesParts = stated.Subtotal is not null || stated.Tax is not null,
            Refunded = refunded ?? (entry.Status == OrderStatus.Refunded && total.Minor > 0 ? total : nothing),
            LocationId = table.Texts.Get(entry.Location),
            CreatedAt = entry.Time.Resolve(clock, table.DayFirst),
        };
    }

    private OrderLine[] Lines(in OrderEntry entry, Currency currency)
    {
        var lines = new OrderLine[entry.LineCount];
        for (int i = 0, at = entry.FirstLine; i < lines.Length; i++)
        {
            var row = table.LineAt(at, out at);
            var goods = table.Goods[row.Goods];
            var product = table.Texts.Get(goods.ProductId) ?? "";
            lines[i] = new OrderLine(
                product, table.Texts.Get(goods.Name) ?? product, row.Quantity, row.UnitPrice, new Money(row.TotalMinor, currency), table.Texts.Get(goods.Category));
        }

        return lines;
    }

    private string? BuyerName(in Buyer buyer)
    {
        if (table.Texts.Get(buyer.Name) is { } whole) return whole;
        var name = $"{table.Texts.Get(buyer.FirstName)} {table.Texts.Get(buyer.LastName)}".Trim();
        return name.Length > 0 ? name : null;
    }

    /// <summary>How much money went back says more than a word does, of a sale that was made.</summary>
    private static OrderStatus StatusOf(OrderStatus? stated, Money? refunded, Money total) =>
        stated is OrderStatus.Open or OrderStatus.Cancelled || refunded is not { Minor: > 0 } back ? stated ?? OrderStatus.Completed
        : back.Minor >= total.Minor ? OrderStatus.Refunded
        : OrderStatus.PartiallyRefunded;

    private static Money? Stated(decimal? major, Currency currency) => major is { } known ? Money.FromMajor(known, currency) : null;
}
