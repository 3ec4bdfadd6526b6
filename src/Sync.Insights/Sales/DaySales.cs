using System.Runtime.InteropServices;

namespace Sync.Insights.Sales;

/// <summary>Adds up one location's business day from the figures of its orders. The order of adding does not matter.</summary>
public sealed class DaySales
{
    private readonly Dictionary<string, ProductSales> products = new(StringComparer.Ordinal);
    private readonly HourSales[] hours = new HourSales[24];

    /// <summary>Money taken in, in minor units.</summary>
    public long Gross { get; private set; }

    /// <summary>Money given back, in minor units.</summary>
    public long Refunds { get; private set; }

    /// <summary>Money kept, in minor units.</summary>
    public long Net => Gross - Refunds;

    /// <summary>Sales that count as orders.</summary>
    public long Orders { get; private set; }

    /// <summary>Sales and returns together; where it is 0 the day holds nothing that counts.</summary>
    public long Records { get; private set; }

    /// <summary>Units sold, less units brought back.</summary>
    public decimal Items { get; private set; }

    /// <summary>What was kept and how many orders counted, by local hour 0 to 23.</summary>
    public IReadOnlyList<HourSales> Hours => hours;

    /// <summary>Quantity and net by product, in ordinal order of id.</summary>
    public IEnumerable<KeyValuePair<string, ProductSales>> Products => products.OrderBy(p => p.Key, StringComparer.Ordinal);

    /// <summary>Adds an order's money.</summary>
    public void AddOrder(SaleFigures figures, int hour)
    {
        if (figures.Kind == SaleKind.None) return;
        var counts = figures.Kind == SaleKind.Sale ? 1 : 0;
        Gross = checked(Gross + figures.Gross);
        Refunds = checked(Refunds + figures.Refunds);
        Orders += counts;
        Records++;
        hours[hour] = new HourSales(checked(hours[hour].Net + figures.Net), hours[hour].Orders + counts);
    }

    /// <summary>Adds a line of an order that counts.</summary>
    public void AddLine(ReadOnlySpan<char> productId, decimal quantity, long net)
    {
        ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(products.GetAlternateLookup<ReadOnlySpan<char>>(), productId, out _);
        sum = new ProductSales(sum.Quantity + quantity, checked(sum.Net + net));
        Items += quantity;
    }
}

/// <summary>A product's part of a day.</summary>
/// <param name="Quantity">Units sold, less units brought back.</param>
/// <param name="Net">What its lines came to, in minor units.</param>
public readonly record struct ProductSales(decimal Quantity, long Net);

/// <summary>An hour's part of a day.</summary>
/// <param name="Net">Money kept, in minor units.</param>
/// <param name="Orders">Sales that count as orders.</param>
public readonly record struct HourSales(long Net, long Orders);
