using System.Buffers.Binary;
using Sync.Connectors.Files.Values;
using Sync.Model;

namespace Sync.Connectors.Files.Orders;

/// <summary>What was gathered of a file of orders, as small as it can be held. Orders are numbered in the order of their first rows.</summary>
internal sealed class OrderTable
{
    private readonly PackedRecords packed = new();
    private readonly OrderIds ids;
    private readonly ChunkedList<OrderEntry> orders = new();
    private readonly Dictionary<int, Spoilt> spoilt = [];
    private readonly List<Currency> currencies = [];
    private readonly Dictionary<Currency, int> currencyNumbers = [];

    public OrderTable() => ids = new OrderIds(packed);

    /// <summary>How many orders there are.</summary>
    public int Count => orders.Count;

    /// <summary>An order by its number; the place stays where it is.</summary>
    public ref OrderEntry this[int order] => ref orders[order];

    public TextPool Texts { get; } = new();

    public GoodsPool Goods { get; } = new();

    /// <summary>Whether unclear dates have the day first; known when the file has been read.</summary>
    public bool DayFirst { get; set; }

    /// <summary>Whether given and family names have a column each.</summary>
    public bool NamesInTwo { get; init; }

    /// <summary>What the rows say of their buyers.</summary>
    public BuyerStatements Statements { get; } = new();

    /// <summary>Whether some row or order does not go in.</summary>
    public bool HasRejects { get; set; }

    /// <summary>The number of the order of an id; <see cref="OrderIds.NotThere"/> where none has it.</summary>
    public int Find(ReadOnlySpan<byte> id) => ids.Find(id);

    /// <summary>The number of the order of an id, which begins where there is none.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="currency">Its currency, should it begin.</param>
    public int FindOrAdd(ReadOnlySpan<byte> id, Currency currency)
    {
        var known = ids.Find(id);
        if (known != OrderIds.NotThere) return known;
        if (!currencyNumbers.TryGetValue(currency, out var number))
        {
            currencyNumbers[currency] = number = currencies.Count;
            currencies.Add(currency);
        }

        ids.Add(id);
        return orders.Add(new OrderEntry(number));
    }

    public string IdOf(int order) => ids.TextOf(order);

    public Currency CurrencyOf(in OrderEntry order) => currencies[order.Currency];

    /// <summary>Where an order went wrong, and why; null where it has not.</summary>
    public Spoilt? SpoiltOf(int order) => spoilt.Count == 0 ? null : spoilt.GetValueOrDefault(order);

    /// <summary>An order does not go in; the first reason is the one that counts.</summary>
    public void Spoil(int order, Spoilt why)
    {
        HasRejects = true;
        spoilt.TryAdd(order, why);
    }

    /// <summary>What is stated of an order as a whole.</summary>
    public StatedMoney StatedOf(in OrderEntry order)
    {
        if (order.Stated == PackedRecords.Nowhere) return default;
        var reader = new PackReader(packed.At(order.Stated));
        return StatedMoney.Read(ref reader);
    }

    public void SetStated(ref OrderEntry order, in StatedMoney stated)
    {
        var writer = new PackWriter(stackalloc byte[StatedMoney.LongestBytes]);
        stated.Write(ref writer);
        order.Stated = packed.Add(writer.Written);
    }

    /// <summary>What the order itself has for its buyer: of each thing what its first row says that says it.</summary>
    public Buyer BuyerOf(in OrderEntry order) => BuyerAt(order.Buyer);

    /// <summary>What stands at a place.</summary>
    public Buyer BuyerAt(int place)
    {
        if (place == PackedRecords.Nowhere) return new Buyer();
        var reader = new PackReader(packed.At(place));
        return Buyer.Read(ref reader);
    }

    /// <summary>Takes what a row says of its order's buyer.</summary>
    public void AddBuyer(int number, in Buyer row)
    {
        if (row == new Buyer() || Statements.IsSaid(number, row)) return;
        ref var order = ref orders[number];
        var before = BuyerOf(order);
        var now = before.Or(row);
        if (now != before) order.Buyer = Keep(now);
        Statements.Add(number, row, now == row ? order.Buyer : Keep(row));
    }

    private int Keep(in Buyer buyer)
    {
        var writer = new PackWriter(stackalloc byte[Buyer.LongestBytes]);
        buyer.Write(ref writer);
        return packed.Add(writer.Written);
    }

    /// <summary>Hangs a line to an order.</summary>
    public void AddLine(ref OrderEntry order, in LineRow line)
    {
        var writer = new PackWriter(stackalloc byte[sizeof(int) + LineRow.LongestBytes]);
        writer.Fixed(PackedRecords.Nowhere);
        line.Write(ref writer);
        var at = packed.Add(writer.Written);
        if (order.LineCount == 0) order.FirstLine = at;
        else BinaryPrimitives.WriteInt32LittleEndian(packed.At(order.LastLine), at);
        order.LastLine = at;
        order.LineCount++;
    }

    /// <summary>A line, and the place of the one after it.</summary>
    public LineRow LineAt(int place, out int next)
    {
        var reader = new PackReader(packed.At(place));
        next = reader.Fixed();
        return LineRow.Read(ref reader);
    }
}
