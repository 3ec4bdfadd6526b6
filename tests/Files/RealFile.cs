using Sync.ConnectorKit;
using Sync.Model;
using Sync.TestKit;

namespace Sync.Files.Tests;

/// <summary>Ten months of a real shop, against figures that were computed elsewhere.</summary>
public sealed class RealFile
{
    [SkippableFact]
    public async Task GivenARealShopsInvoices_WhenRead_ThenEveryFigureIsRight()
    {
        var path = Require.Shared("data/online_retail/online_retail_to_2011-09-30.csv.gz");
        using var import = new Import("x");
        var context = import.With("file", path).Context();

        var customers = (await import.Pages(PosStream.Customers, context)).SelectMany(p => p.Records).ToList();
        var pages = await import.Pages(PosStream.Orders, context);
        var orders = pages.SelectMany(p => p.Records).Cast<Order>().ToList();
        var known = orders.Where(o => o.CustomerId is not null).ToList();
        var sales = known.Where(o => o.Total.Minor >= 0).ToList();

        pages.Sum(p => p.Rejected.Count).ShouldBe(0);
        (orders.Count, orders.Sum(o => o.Lines.Count)).ShouldBe((18_786, 370_931));
        (known.Count, known.Sum(o => o.Total.Major)).ShouldBe((15_920, 5_850_548.10m));
        (orders.Count - known.Count, orders.Where(o => o.CustomerId is null).Sum(o => o.Total.Major)).ShouldBe((2_866, 931_070.90m));
        customers.Select(c => c.Id).Distinct().Count().ShouldBe(3_658);
        customers.Count.ShouldBe(3_658);
        sales.Count.ShouldBe(13_171);

        var days = orders.GroupBy(o => context.StoreClock.At(o.CreatedAt).Date).ToDictionary(d => d.Key, d => d.Sum(o => o.Total.Major));
        days.Count.ShouldBe(245);
        days.MaxBy(d => d.Value).ShouldBe(new KeyValuePair<DateOnly, decimal>(new DateOnly(2011, 9, 20), 109_286.21m));

        // Returns lower what was spent; only sales are counted as orders.
        var best = known.GroupBy(o => o.CustomerId!).MaxBy(g => g.Sum(o => o.Total.Minor))!;
        (best.Key, best.Sum(o => o.Total.Major), best.Count(o => o.Total.Minor >= 0)).ShouldBe(("14646", 202_389.64m, 47));
    }
}
