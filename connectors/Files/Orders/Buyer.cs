using Sync.Connectors.Files.Values;

namespace Sync.Connectors.Files.Orders;

/// <summary>What a file says of an order's buyer besides the customer's id: numbers of the pool of texts.</summary>
internal record struct Buyer
{
    /// <summary>The most bytes that it takes.</summary>
    public const int LongestBytes = 6 * PackWriter.LongestValue;

    public int UserId = TextPool.None;
    public int Email = TextPool.None;
    public int FirstName = TextPool.None;
    public int LastName = TextPool.None;
    public int Name = TextPool.None;
    public int Phone = TextPool.None;

    public Buyer()
    {
    }

    /// <summary>Whether a name is stated, whole or in part.</summary>
    public readonly bool HasName => FirstName != TextPool.None || LastName != TextPool.None || Name != TextPool.None;

    /// <summary>This, and from another row what is not stated here; a name is one thing.</summary>
    public readonly Buyer Or(in Buyer other)
    {
        var both = HasName ? this : this with { FirstName = other.FirstName, LastName = other.LastName, Name = other.Name };
        if (both.UserId == TextPool.None) both.UserId = other.UserId;
        if (both.Email == TextPool.None) both.Email = other.Email;
        if (both.Phone == TextPool.None) both.Phone = other.Phone;
        return both;
    }

    public readonly void Write(ref PackWriter writer)
    {
        writer.Whole(UserId);
        writer.Whole(Email);
        writer.Whole(FirstName);
        writer.Whole(LastName);
        writer.Whole(Name);
        writer.Whole(Phone);
    }

    public static Buyer Read(ref PackReader reader) => new()
    {
        UserId = (int)reader.Whole(),
        Email = (int)reader.Whole(),
        FirstName = (int)reader.Whole(),
        LastName = (int)reader.Whole(),
        Name = (int)reader.Whole(),
        Phone = (int)reader.Whole(),
    };
}

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
