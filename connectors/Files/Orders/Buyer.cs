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
