namespace Sync.Simulator.Kit;

/// <summary>Changes a share of what is at a POS: the same of it for the same seed.</summary>
public static class TruthChurn
{
    /// <summary>Phones, tips, prices and stock change.</summary>
    /// <param name="truth">Whose.</param>
    /// <param name="share">Of 0 to 1.</param>
    /// <param name="seed">Which of them.</param>
    /// <param name="at">When they changed.</param>
    public static void Run(PosTruth truth, double share, int seed, DateTimeOffset at)
    {
        var random = new Random(seed);
        Some(truth.Customers, c => c with { Phone = "+1303555" + random.Next(1000, 9999).ToString(System.Globalization.CultureInfo.InvariantCulture), UpdatedAt = at });
        Some(truth.Orders, o => o with { Tip = o.Tip + 100, Total = o.Total + 100, UpdatedAt = at });
        Some(truth.Products, p => p with { Price = p.Price + 10, UpdatedAt = at });
        Some(truth.Levels, l => l with { Quantity = l.Quantity + 1, UpdatedAt = at });

        void Some<T>(TruthList<T> list, Func<T, T> change)
        {
            var count = (int)Math.Ceiling(list.Count * share);
            for (var i = 0; i < count; i++)
            {
                var index = random.Next(list.Count);
                list[index] = change(list[index]);
            }
        }
    }
}
