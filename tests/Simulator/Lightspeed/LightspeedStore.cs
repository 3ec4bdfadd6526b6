using Sync.Simulator.Kit;

namespace Sync.Simulator.Lightspeed;

/// <summary>A record with the version of its last change.</summary>
internal sealed record Versioned<T>(T Record, long Version, bool Gone);

/// <summary>A sale, or the return of some of one, or one in wire form.</summary>
internal sealed record StoredSale(string Id, TruthOrder? Order, bool IsReturn, string? Raw);

/// <summary>The truth with a version on each record: one counter for the whole store, raised at every change, with gaps.</summary>
internal sealed class LightspeedStore(PosTruth truth)
{
    private readonly VersionCounter counter = new();
    private readonly Lock gate = new();
    private VersionedList<TruthCustomer>? customers;
    private VersionedList<TruthProduct>? products;
    private VersionedList<StoredSale>? sales;
    private VersionedList<TruthLevel>? levels;
    private VersionedList<TruthLocation>? outlets;

    public PosTruth Truth => truth;

    public TruthList<string> RawSales { get; } = [];

    public TruthList<string> RawLevels { get; } = [];

    public TruthList<string> WithoutCost { get; } = [];

    public bool TaxInclusive { get; set; }

    public bool TellsDeletedStock { get; set; }

    public IReadOnlyList<Versioned<TruthLocation>> Outlets() => Now(ref outlets, [.. truth.Locations.Snapshot()], l => l.Id, _ => default);

    public IReadOnlyList<Versioned<TruthCustomer>> Customers() => Now(ref customers, truth.Customers.Snapshot(), c => c.Id, c => c.UpdatedAt);

    public IReadOnlyList<Versioned<TruthProduct>> Products() => Now(ref products, truth.Products.Snapshot(), p => p.Id, p => p.UpdatedAt);

    public IReadOnlyList<Versioned<TruthLevel>> Levels() => Now(ref levels, truth.Levels.Snapshot(), l => l.ProductId + l.LocationId, l => l.UpdatedAt);

    public IReadOnlyList<Versioned<StoredSale>> Sales() => Now(ref sales, Stored(), s => s.Id, s => s.Order?.UpdatedAt ?? DateTimeOffset.MaxValue);

    /// <summary>The id of the return of a sale: a sale of its own.</summary>
    public static string ReturnOf(string id)
    {
        var bytes = Guid.Parse(id).ToByteArray();
        bytes[8] ^= 0x20;
        return new Guid(bytes).ToString();
    }

    private StoredSale[] Stored() =>
    [
        .. truth.Orders.Snapshot().Select(o => new StoredSale(o.Id, o, false, null)),
        .. truth.Orders.Snapshot().Where(o => o.Refunded > 0).Select(o => new StoredSale(ReturnOf(o.Id), o, true, null)),
        .. RawSales.Snapshot().Select(r => new StoredSale(LightspeedJson.IdOf(r), null, false, r)),
    ];

    private IReadOnlyList<Versioned<T>> Now<T>(ref VersionedList<T>? list, T[] rows, Func<T, string> id, Func<T, DateTimeOffset> changed) where T : class
    {
        lock (gate) return (list ??= new VersionedList<T>(counter)).Observe(rows, id, changed);
    }
}

/// <summary>Never gives a number twice.</summary>
internal sealed class VersionCounter
{
    private long last = 8_834_700_000;

    public long Next() => last += 1 + last % 5;
}

/// <summary>Notices what changed since it looked last, whatever the record says of its time.</summary>
internal sealed class VersionedList<T>(VersionCounter counter) where T : class
{
    private readonly Dictionary<string, Versioned<T>> known = [];
    private IReadOnlyList<Versioned<T>> sorted = [];

    public IReadOnlyList<Versioned<T>> Observe(T[] rows, Func<T, string> id, Func<T, DateTimeOffset> changed)
    {
        var fresh = rows.Where(r => !(known.TryGetValue(id(r), out var k) && !k.Gone && k.Record.Equals(r))).OrderBy(changed).ToList();
        foreach (var row in fresh) known[id(row)] = new Versioned<T>(row, counter.Next(), false);
        var gone = 0;
        if (known.Values.Count(k => !k.Gone) > rows.Length) gone = Bury(rows.Select(id).ToHashSet());
        if (fresh.Count + gone > 0) sorted = [.. known.Values.OrderBy(k => k.Version)];
        return sorted;
    }

    private int Bury(HashSet<string> alive)
    {
        var dead = known.Where(k => !k.Value.Gone && !alive.Contains(k.Key)).ToList();
        foreach (var (id, was) in dead) known[id] = was with { Version = counter.Next(), Gone = true };
        return dead.Count;
    }
}
