namespace Sync.Simulator.Kit;

/// <summary>Makes a truth such as a plainer POS could have it. Doing it again changes nothing.</summary>
public static class TruthShapes
{
    /// <summary>What stands for all that an order charges beside its goods, where the POS has no field for it.</summary>
    private const string Extra = "9900001";

    /// <summary>Each variant becomes a product that stands alone.</summary>
    public static void WithoutVariants(PosTruth truth) => Each(truth.Products, p => p.Variant is null && p.ParentId == p.Id
        ? p
        : p with { ParentId = p.Id, Name = p.Variant is null ? p.Name : $"{p.Name} - {p.Variant}", Variant = null });

    /// <summary>What an order charges beside its goods becomes a line of it; tax and discount too, unless they have fields.</summary>
    public static void WithExtrasAsLines(PosTruth truth, bool taxAndDiscount) => Each(truth.Orders, o =>
    {
        var (tax, discount) = taxAndDiscount ? (0, 0) : (o.Tax, o.Discount);
        var goods = o.Lines.Where(l => l.ProductId != Extra).ToList();
        var beside = o.Total - tax + discount - goods.Sum(l => l.Total);
        if (beside != 0) goods.Add(new TruthLine(Extra, "Other charges", 1, beside, beside));
        return o with { Lines = goods, Subtotal = o.Total - tax + discount, Discount = discount, Tax = tax, ServiceCharge = 0, Tip = 0, Rounding = 0 };
    });

    /// <summary>Nothing is told of what went back of a sale later.</summary>
    public static void WithoutRefunds(PosTruth truth) => Each(truth.Orders, o => o with { Refunded = 0 });

    /// <summary>Only sales that were made are listed.</summary>
    public static void OnlyCompleted(PosTruth truth) =>
        Each(truth.Orders, o => o.Status == TruthStatus.Completed ? o : o with { Status = TruthStatus.Completed });

    private static void Each<T>(TruthList<T> list, Func<T, T> change)
    {
        for (var i = 0; i < list.Count; i++) list[i] = change(list[i]);
    }
}
