using Sync.Connectors.Files.Values;
using Sync.Model;

namespace Sync.Connectors.Files.Orders;

/// <summary>All orders of a file, as small as they can be held, in the order of their first rows.</summary>
internal sealed class OrderTable
{
    private readonly Dictionary<string, OrderEntry> byId = new(Utf8Comparer.Instance);
    private readonly Dictionary<string, OrderEntry>.AlternateLookup<ReadOnlySpan<byte>> lookup;
    private OrderEntry? last;

    public OrderTable() => lookup = byId.GetAlternateLookup<ReadOnlySpan<byte>>();

    public List<OrderEntry> Orders { get; } = [];

    public ChunkedList<LineRow> Lines { get; } = new();

    public TextPool Texts { get; } = new();

    /// <summary>Whether unclear dates have the day first; known when the file has been read.</summary>
    public bool DayFirst { get; set; }

    /// <summary>Whether some row or order does not go in.</summary>
    public bool HasRejects { get; set; }

    /// <summary>The order of an id; null where none has it.</summary>
    public OrderEntry? Find(ReadOnlySpan<byte> id)
    {
        // The rows of an order mostly stand together.
        var likely = last;
        if (likely is not null && Utf8Comparer.Instance.Equals(id, likely.Id)) return likely;
        if (lookup.TryGetValue(id, out var known)) last = known;
        return known;
    }

    /// <summary>Begins an order.</summary>
    public OrderEntry Add(ReadOnlySpan<byte> id, Currency currency)
    {
        var entry = new OrderEntry(Utf8Comparer.Instance.Create(id), currency);
        byId.Add(entry.Id, entry);
        Orders.Add(entry);
        last = entry;
        return entry;
    }

    /// <summary>Hangs a line to an order.</summary>
    public void AddLine(OrderEntry order, in LineRow line)
    {
        var at = Lines.Add(line);
        if (order.LastLine < 0) order.FirstLine = at;
        else Lines[order.LastLine].Next = at;
        order.LastLine = at;
        order.LineCount++;
    }
}
