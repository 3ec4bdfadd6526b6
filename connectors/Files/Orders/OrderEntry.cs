using Sync.Connectors.Files.Values;
using Sync.Model;

namespace Sync.Connectors.Files.Orders;

/// <summary>An order while its rows are gathered; texts are numbers of the pool.</summary>
internal sealed class OrderEntry(string id, Currency currency)
{
    public string Id { get; } = id;

    public Currency Currency { get; } = currency;

    /// <summary>Of the first row that states one.</summary>
    public FileTime Time;

    public int CustomerId = TextPool.None;
    public int Location = TextPool.None;
    public int UserId = TextPool.None;
    public int Email = TextPool.None;
    public int FirstName = TextPool.None;
    public int LastName = TextPool.None;
    public int Name = TextPool.None;
    public int Phone = TextPool.None;
    public OrderStatus? Status;
    public OrderType? Type;
    public StatedMoney Stated;

    public int FirstLine = -1;
    public int LastLine = -1;
    public int LineCount;
    public long LinesMinor;

    /// <summary>Where the order went wrong, and why; null where it has not.</summary>
    public Spoilt? Spoilt;
}
