using Sync.ConnectorKit;
using Sync.Simulator;
using Sync.Simulator.Kit;

namespace Sync.Conformance.Tests;

/// <summary>Things that happen at a POS.</summary>
internal static class Edits
{
    /// <summary>Some records of each kind change and one of each is added.</summary>
    public static void Some(PosTruth truth, DateTimeOffset now)
    {
        for (var i = 0; i < truth.Customers.Count; i += 40) Change(truth.Customers, i, c => c with { LastName = c.LastName + "-Ng", UpdatedAt = now });
        for (var i = 0; i < truth.Orders.Count; i += 60) Change(truth.Orders, i, o => Tipped(o, 100) with { UpdatedAt = now });
        for (var i = 0; i < truth.Products.Count; i += 30) Reprice(truth, i, now);
        for (var i = 0; i < truth.Levels.Count; i += 50) Change(truth.Levels, i, l => l with { Quantity = l.Quantity + 5, UpdatedAt = now });
        Add(truth, now);
    }

    /// <summary>Every record changes at the very same instant.</summary>
    public static void Everything(PosTruth truth, DateTimeOffset now)
    {
        for (var i = 0; i < truth.Customers.Count; i++) Change(truth.Customers, i, c => c with { FirstName = c.FirstName + "a", UpdatedAt = now });
        for (var i = 0; i < truth.Orders.Count; i++) Change(truth.Orders, i, o => Tipped(o, 10) with { UpdatedAt = now });
        for (var i = 0; i < truth.Products.Count; i++) Reprice(truth, i, now);
        for (var i = 0; i < truth.Levels.Count; i++) Change(truth.Levels, i, l => l with { Quantity = l.Quantity + 1, UpdatedAt = now });
    }

    /// <summary>A sale of three days ago that the POS learns of only now.</summary>
    public static void LateSale(PosTruth truth, DateTimeOffset now) =>
        truth.Orders.Add(truth.Orders[0] with { Id = Twin(truth.Orders[0].Id, 7), CreatedAt = now.AddHours(-71), UpdatedAt = now, Status = TruthStatus.Completed });

    /// <summary>One record of each kind changes; none of those that <see cref="Some"/> changes.</summary>
    public static void Late(PosTruth truth, DateTimeOffset at)
    {
        Change(truth.Customers, 5, c => c with { LastName = c.LastName + "-Ito", UpdatedAt = at });
        Change(truth.Orders, 5, o => Tipped(o, 30) with { UpdatedAt = at });
        Reprice(truth, 5, at);
        Change(truth.Levels, 5, l => l with { Quantity = l.Quantity + 3, UpdatedAt = at });
    }

    /// <summary>Deletes one record of each of the streams, or brings it back.</summary>
    public static void Delete(PosTruth truth, IReadOnlyList<PosStream> streams, bool deleted, DateTimeOffset now)
    {
        if (streams.Contains(PosStream.Customers)) Change(truth.Customers, 3, c => c with { Deleted = deleted, UpdatedAt = now });
        if (streams.Contains(PosStream.Orders)) Change(truth.Orders, 3, o => o with { Deleted = deleted, UpdatedAt = now });
        if (!streams.Contains(PosStream.Products)) return;
        var parent = truth.Products[4].ParentId; // a product goes with all of its variants
        for (var i = 0; i < truth.Products.Count; i++)
            if (truth.Products[i].ParentId == parent) Change(truth.Products, i, p => p with { Deleted = deleted, UpdatedAt = now });
    }

    /// <summary>Deletes records at the beginning and at the end of each of the streams, wherever its pages begin.</summary>
    public static void Thin(PosTruth truth, IReadOnlyList<PosStream> streams, DateTimeOffset now)
    {
        foreach (var at in (int[])[2, 3, truth.Customers.Count - 3])
            if (streams.Contains(PosStream.Customers)) Change(truth.Customers, at, c => c with { Deleted = true, UpdatedAt = now });
        foreach (var at in (int[])[2, 3, truth.Orders.Count - 3])
            if (streams.Contains(PosStream.Orders)) Change(truth.Orders, at, o => o with { Deleted = true, UpdatedAt = now });
        foreach (var parent in truth.Products.Where((_, i) => i is 3 or 4 || i == 38).Select(p => p.ParentId).ToHashSet())
            for (var i = 0; i < truth.Products.Count; i++)
                if (truth.Products[i].ParentId == parent) Change(truth.Products, i, p => p with { Deleted = true, UpdatedAt = now });
    }

    /// <summary>An id of the same form as another, and unlike all that are generated.</summary>
    public static string Twin(string id, int number) => Guid.TryParse(id, out _)
        ? string.Concat("ffffff", number.ToString("00"), id.AsSpan(8))
        : (long.TryParse(id, out var digits) ? (digits + 5_000_000 + number).ToString() : $"{id}x{number}");

    private static void Add(PosTruth truth, DateTimeOffset now)
    {
        var number = (truth.Customers.Count + truth.Orders.Count) % 50 + 10;
        if (truth.Customers.Count > 0)
            truth.Customers.Add(truth.Customers[1] with { Id = Twin(truth.Customers[1].Id, number), Email = $"new{number}@example.com", CreatedAt = now, UpdatedAt = now });
        if (truth.Orders.Count > 0)
            truth.Orders.Add(truth.Orders[1] with { Id = Twin(truth.Orders[1].Id, number), CreatedAt = now, UpdatedAt = now, Status = TruthStatus.Completed });
    }

    // Nobody tips on a return: more of its tax goes back.
    private static TruthOrder Tipped(TruthOrder o, long by) =>
        o.Total < 0 ? o with { Tax = o.Tax - by, Total = o.Total - by } : o with { Tip = o.Tip + by, Total = o.Total + by };

    // The variants of a product belong to one record at many a POS: they change together.
    private static void Reprice(PosTruth truth, int at, DateTimeOffset now)
    {
        var parent = truth.Products[at].ParentId;
        for (var i = 0; i < truth.Products.Count; i++)
            if (truth.Products[i].ParentId == parent) Change(truth.Products, i, p => p with { Price = p.Price + 10, UpdatedAt = now });
    }

    private static void Change<T>(TruthList<T> list, int at, Func<T, T> change)
    {
        if (at < list.Count) list[at] = change(list[at]);
    }
}
