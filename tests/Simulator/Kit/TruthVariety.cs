using System.Globalization;

namespace Sync.Simulator.Kit;

/// <summary>Adds a few of what is rare in a shop. It draws nothing, so that the rest of the shop is the same with and without it.</summary>
internal sealed class TruthVariety(TruthPlan plan, Func<string, int, string> id)
{
    private const int Variants = 120;
    private const int Lines = 150;
    private const int Archived = 2; // the first product that stands alone
    private const int Further = 900_000; // beyond all that is numbered otherwise

    public void AddTo(PosTruth truth)
    {
        for (var i = 0; i < truth.Orders.Count; i++)
            if (truth.Orders[i].Status == TruthStatus.Completed) truth.Orders[i] = Varied(truth.Orders[i], i % 16);
        if (truth.Products.Count > Archived) truth.Products[Archived] = truth.Products[Archived] with { Archived = true };
        if (truth.Products.Count > 0) AddLargeProduct(truth);
        if (truth.Orders.Count > 0 && truth.Products.Count > 0) truth.Orders.Add(LargeOrder(truth));
    }

    private TruthOrder Varied(TruthOrder o, int kind) => kind switch
    {
        2 => o with { Type = TruthType.Delivery },
        3 => o with { Type = TruthType.Pickup },
        4 => o with { Type = TruthType.Online },
        5 => With(o, service: o.Subtotal / 10, rounding: 0),
        6 => With(o, service: 0, rounding: 2),
        7 => o with { Refunded = o.Total / 3 },
        8 => o with { Refunded = o.Total },
        9 => With(o with { Tip = o.Tip + 50, Total = o.Total + 50, Refunded = o.Total / 4 }, service: 70, rounding: -1),
        10 when plan.Returns => Return(o),
        _ => o,
    };

    private static TruthOrder With(TruthOrder o, long service, long rounding) =>
        o with { ServiceCharge = service, Rounding = rounding, Total = o.Total + service + rounding };

    private static TruthOrder Return(TruthOrder o) => o with
    {
        Lines = [.. o.Lines.Select(l => l with { Quantity = -l.Quantity, Total = -l.Total })],
        Subtotal = -o.Subtotal,
        Discount = 0,
        Tax = -o.Tax,
        Tip = 0,
        Total = -o.Subtotal - o.Tax,
    };

    private void AddLargeProduct(PosTruth truth)
    {
        var made = plan.Now.AddDays(-2);
        for (var v = 0; v < Variants; v++)
        {
            var product = new TruthProduct
            {
                Id = id("V", Further + v),
                ParentId = id("P", Further),
                Name = "Paint",
                Variant = "Shade " + (v + 1).ToString(CultureInfo.InvariantCulture),
                Category = truth.Products[0].Category,
                Sku = "SKU-" + id("V", Further + v),
                Barcode = (4_900_000_000_000 + v).ToString(CultureInfo.InvariantCulture),
                Price = 500 + v,
                CreatedAt = made,
                UpdatedAt = made,
            };
            truth.Products.Add(product);
            foreach (var location in truth.Locations) truth.Levels.Add(new TruthLevel(product.Id, location.Id, v + 1, made));
        }
    }

    // One line for each product: at a POS that counts no quantities, equal ones would be one.
    private TruthOrder LargeOrder(PosTruth truth)
    {
        var made = plan.Now.AddHours(-3);
        var lines = truth.Products.Take(Lines).Select(p => new TruthLine(p.Id, p.Name, 1, p.Price, p.Price)).ToList();
        var (subtotal, tax) = (lines.Sum(l => l.Total), lines.Sum(l => l.Total) / 12);
        return new TruthOrder
        {
            Id = id("O", Further),
            CustomerId = truth.Customers.Count > 0 ? truth.Customers[0].Id : null,
            LocationId = truth.Locations[0].Id,
            CreatedAt = made,
            UpdatedAt = made,
            Lines = lines,
            Subtotal = subtotal,
            Tax = tax,
            Total = subtotal + tax,
        };
    }
}
