using System.Globalization;

namespace Sync.Simulator;

/// <summary>A day's changes in the shop.</summary>
internal sealed class ShopChurn(ShopTruth shop, int seed)
{
    private readonly Random random = new(seed);

    public (int Customers, int Orders, int Products) Run(double share) =>
        (Change(shop.Customers, share, Phone), Change(shop.Orders, share, Quantity), Change(shop.Products, share, Price));

    private int Change<T>(TruthList<T> list, double share, Func<T, T> change)
    {
        var count = (int)Math.Round(list.Count * share);
        var places = Enumerable.Range(0, list.Count).ToArray();
        random.Shuffle(places);
        foreach (var place in places.Take(count)) list[place] = change(list[place]);
        return count;
    }

    private ShopCustomer Phone(ShopCustomer customer) =>
        customer with { Phone = "+1444" + (1_000_000 + random.Next(8_999_999)).ToString(CultureInfo.InvariantCulture) };

    private static ShopOrder Quantity(ShopOrder order)
    {
        if (order.Lines.Count == 0) return order with { Total = order.Total + 1 };
        var first = order.Lines[0];
        ShopLine[] lines = [first with { Quantity = first.Quantity + (order.Total < 0 ? -1 : 1) }, .. order.Lines.Skip(1)];
        return order with { Lines = lines, Total = lines.Sum(l => l.Total) };
    }

    private static ShopProduct Price(ShopProduct product) => product with { Price = product.Price + 0.25m };
}
