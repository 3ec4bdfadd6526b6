namespace Sync.Simulator.Kit;

/// <summary>Something that a connector reads, and the truth behind it: a POS on the network, or the files that one writes.</summary>
public interface ITruthSource : IAsyncDisposable
{
    /// <summary>The connector that reads it, such as <c>square</c>.</summary>
    string ConnectorId { get; }

    /// <summary>What is really there.</summary>
    PosTruth Truth { get; }

    /// <summary>What of the truth its answers can tell at all.</summary>
    Telling Telling => Telling.Everything;

    /// <summary>What an owner would fill in, secrets in clear, to read records of a kind as they are now.</summary>
    /// <param name="records"><c>customers</c>, <c>orders</c>, <c>products</c> or <c>inventory</c>; where one connection reads them all, the answer is the same.</param>
    IReadOnlyDictionary<string, string> SettingsFor(string records);
}

/// <summary>What of a truth can be told: a connector is held to that, and to all of that.</summary>
public sealed record Telling
{
    /// <summary>All of it.</summary>
    public static Telling Everything { get; } = new();

    /// <summary>Whether an order names its buyer by email alone, and not by the customer's id.</summary>
    public bool BuyersByEmail { get; init; }

    /// <summary>Whether products carry a SKU beside their id.</summary>
    public bool Skus { get; init; } = true;

    /// <summary>Whether products carry a bar code.</summary>
    public bool Barcodes { get; init; } = true;

    /// <summary>Whether an order tells how it was rounded. Where it does not, its parts miss its total by that.</summary>
    public bool Rounding { get; init; } = true;

    /// <summary>Whether an order that nobody has paid tells its tax.</summary>
    public bool TaxOfUnpaid { get; init; } = true;

    /// <summary>Whether a sale tells what went back of it; else that is an order of its own.</summary>
    public bool RefundsOnSales { get; init; } = true;

    /// <summary>Whether an order's lines carry their products' names.</summary>
    public bool LineNames { get; init; } = true;

    /// <summary>The types that an order can be told to be of; all others are told as sold in the store.</summary>
    public IReadOnlyList<TruthType> Types { get; init; } = Enum.GetValues<TruthType>();

    /// <summary>The time zone that an order is told with; by default its location's, null where none is told.</summary>
    public Func<PosTruth, TruthOrder, string?> TimeZone { get; init; } = (truth, order) => truth.Locations.Snapshot().First(l => l.Id == order.LocationId).TimeZone;

    /// <summary>The store's day that an order is told to belong to; null where time and calendar have to tell.</summary>
    public Func<PosTruth, TruthOrder, DateOnly?> BusinessDate { get; init; } = (_, _) => null;

    /// <summary>What makes a product one that can be sold now.</summary>
    public Func<PosTruth, TruthProduct, bool> OnSale { get; init; } = (_, product) => !product.Archived;
}
