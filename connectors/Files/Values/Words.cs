using System.Text;
using Sync.Connectors.Files.Mapping;
using Sync.Model;

namespace Sync.Connectors.Files.Values;

/// <summary>What the words that tills write mean.</summary>
internal static class Words
{
    private static readonly Dictionary<string, OrderStatus> Statuses = Table<OrderStatus>(
        (OrderStatus.Completed, "completed complete paid closed fulfilled finished done success successful settled captured sale invoiced shipped delivered pickedup"),
        (OrderStatus.Open, "open pending draft inprogress unpaid new processing authorized authorised onhold parked unfulfilled partiallypaid"),
        (OrderStatus.Cancelled, "cancelled canceled void voided failed declined deleted rejected expired"),
        (OrderStatus.Refunded, "refunded fullyrefunded returned refund"),
        (OrderStatus.PartiallyRefunded, "partiallyrefunded partialrefund partlyrefunded partiallyreturned"));

    private static readonly Dictionary<string, OrderType> Types = Table<OrderType>(
        (OrderType.InStore, "instore store pos inperson counter walkin dinein retail till shop"),
        (OrderType.Delivery, "delivery deliver"),
        (OrderType.Pickup, "pickup collection collect takeaway takeout clickandcollect curbside togo"),
        (OrderType.Online, "online web website ecommerce onlinestore internet app"));

    private static readonly Dictionary<string, StrainType> Strains = Table<StrainType>(
        (StrainType.Sativa, "sativa"), (StrainType.Indica, "indica"), (StrainType.Hybrid, "hybrid"), (StrainType.Cbd, "cbd"));

    private static readonly Dictionary<string, bool> Truths = Table<bool>(
        (true, "true yes y 1 active available instock enabled"),
        (false, "false no n 0 inactive unavailable outofstock disabled soldout archived"));

    public static OrderStatus? Status(ReadOnlySpan<byte> cell) => Find(Statuses, cell);

    public static OrderType? Type(ReadOnlySpan<byte> cell) => Find(Types, cell);

    public static StrainType? Strain(ReadOnlySpan<byte> cell) => Find(Strains, cell);

    public static bool? Truth(ReadOnlySpan<byte> cell) => Find(Truths, cell);

    private static T? Find<T>(Dictionary<string, T> table, ReadOnlySpan<byte> cell) where T : struct =>
        table.TryGetValue(HeaderName.Key(Encoding.UTF8.GetString(cell)), out var found) ? found : null;

    private static Dictionary<string, T> Table<T>(params (T Value, string Words)[] rows) =>
        rows.SelectMany(r => r.Words.Split(' ').Select(w => (w, r.Value))).ToDictionary(p => p.w, p => p.Value);
}
