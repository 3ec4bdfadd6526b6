using Sync.Connectors.Files.Values;

namespace Sync.Connectors.Files.Orders;

/// <summary>
/// What the rows of a file say of their buyers, in the file's order: the last line that states something of a customer holds, even
/// where it is of an order that began before others of theirs.
/// </summary>
internal sealed class BuyerStatements
{
    private readonly ChunkedList<Statement> statements = new();
    private int lastOrder = -1;
    private Buyer last = new();

    /// <summary>How many there are.</summary>
    public int Count => statements.Count;

    /// <summary>The number of the order and the place of the <see cref="Buyer"/> of one of them.</summary>
    public Statement this[int number] => statements[number];

    /// <summary>What the last row with a buyer said: most likely what the next one says.</summary>
    public ref readonly Buyer Last => ref last;

    /// <summary>Whether a row says what the row of the same order right before it did.</summary>
    public bool IsSaid(int order, in Buyer buyer) => order == lastOrder && buyer == last;

    /// <summary>Keeps what a row says.</summary>
    public void Add(int order, in Buyer buyer, int place)
    {
        (lastOrder, last) = (order, buyer);
        statements.Add(new Statement(order, place));
    }

    /// <summary>That a row of an order said something.</summary>
    /// <param name="Order">The order's number.</param>
    /// <param name="Place">Where what it said stands.</param>
    public readonly record struct Statement(int Order, int Place);
}
