using Sync.Insights.Segments;
using Sync.Insights.Spending;

namespace Sync.Engine.Ledger;

/// <summary>What the ledger keeps of a customer.</summary>
internal sealed class CustomerRow
{
    /// <summary>The print of a document of which no more is known than that it is there.</summary>
    public const ulong SomePrint = 1;

    /// <summary>Of the fields that the POS owns, as they are stored.</summary>
    public StableHash Fingerprint { get; set; }

    public string? Email { get; set; }

    public string? UserId { get; set; }

    /// <summary>Loyalty points, as the POS has them or as they were last seen on the document.</summary>
    public long Points { get; set; }

    /// <summary>Whether the points are the POS's; somebody else's are left alone.</summary>
    public bool PosPoints { get; set; }

    /// <summary>Whether the POS says when the customer was created; otherwise the first order does.</summary>
    public bool PosCreated { get; set; }

    /// <summary>Since when the POS's fields hold, in microseconds since 1970; null where the POS does not say.</summary>
    public long? AsOf { get; set; }

    /// <summary>Of the derived fields as they stand on the customer's document; 0 where there are none yet.</summary>
    public ulong DerivedPrint { get; set; }

    /// <summary>Of the spending document under the customer's id; 0 where there is none.</summary>
    public ulong IdSpendingPrint { get; set; }

    /// <summary>Of the spending document under the customer's address; 0 where there is none, or another customer has it.</summary>
    public ulong EmailSpendingPrint { get; set; }

    /// <summary>As it stands on the document.</summary>
    public LoyaltyTier Tier { get; set; }

    /// <summary>As it stands on the document.</summary>
    public Segment Segment { get; set; }

    /// <summary>
    /// Spending by month (<c>year × 12 + month − 1</c>), ascending: every month that holds an order of the customer, also one
    /// that counts nowhere, so that all of them are found when the customer goes.
    /// </summary>
    public List<(int Month, SpendingTotals Totals)> Months { get; } = [];

    /// <summary>Lifetime spending: always the sum of its months, never kept beside them.</summary>
    public SpendingTotals Lifetime
    {
        get
        {
            var sum = SpendingTotals.None;
            foreach (var (_, totals) in Months) sum += totals;
            return sum;
        }
    }

    /// <summary>Replaces a month's spending; null where the customer has no order in it.</summary>
    public void SetMonth(int month, SpendingTotals? totals)
    {
        var at = Months.FindIndex(m => m.Month >= month);
        var there = at >= 0 && Months[at].Month == month;
        if (there) Months.RemoveAt(at);
        if (totals is { } some) Months.Insert(at < 0 ? Months.Count : at, (month, some));
    }

    public static CustomerRow Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new RowReader(bytes);
        var flags = reader.Byte();
        var row = new CustomerRow
        {
            PosPoints = (flags & 1) != 0,
            PosCreated = (flags & 2) != 0,
            Tier = (LoyaltyTier)((flags >> 2) & 3),
            Segment = (Segment)((flags >> 4) & 7),
            Fingerprint = reader.Fingerprint128(),
            DerivedPrint = reader.Fingerprint64(),
            IdSpendingPrint = reader.Fingerprint64(),
            EmailSpendingPrint = reader.Fingerprint64(),
            Email = reader.Text(),
            UserId = reader.Text(),
            Points = reader.Signed(),
        };
        if ((flags & 128) != 0) row.AsOf = reader.Signed();
        while (!reader.AtEnd) row.Months.Add(((int)reader.Unsigned(), ReadTotals(ref reader)));
        return row;
    }

    /// <summary>Only a month's spending; null where the customer has no order in it.</summary>
    public static SpendingTotals? ReadMonth(ReadOnlySpan<byte> bytes, int month)
    {
        var reader = new RowReader(bytes);
        var flags = reader.Byte();
        reader.Take(16 + 8 + 8 + 8);
        reader.TextBytes(out _);
        reader.TextBytes(out _);
        reader.Signed();
        if ((flags & 128) != 0) reader.Signed();
        while (!reader.AtEnd)
        {
            var at = (int)reader.Unsigned();
            var totals = ReadTotals(ref reader);
            if (at == month) return totals;
        }

        return null;
    }

    /// <summary>Only the print of the POS's fields.</summary>
    public static StableHash FingerprintOf(ReadOnlySpan<byte> bytes)
    {
        var reader = new RowReader(bytes[1..]);
        return reader.Fingerprint128();
    }

    /// <summary>Only what orders are matched by.</summary>
    public static void ReadKeys(ReadOnlySpan<byte> bytes, out string? email, out string? userId)
    {
        var reader = new RowReader(bytes[(1 + 16 + 8 + 8 + 8)..]);
        email = reader.Text();
        userId = reader.Text();
    }

    public void Write(RowWriter writer)
    {
        writer.Clear();
        writer.Byte((byte)((PosPoints ? 1 : 0) | (PosCreated ? 2 : 0) | ((int)Tier << 2) | ((int)Segment << 4) | (AsOf is null ? 0 : 128)));
        writer.Fingerprint(Fingerprint);
        writer.Fingerprint(DerivedPrint);
        writer.Fingerprint(IdSpendingPrint);
        writer.Fingerprint(EmailSpendingPrint);
        writer.Text(Email);
        writer.Text(UserId);
        writer.Signed(Points);
        if (AsOf is { } asOf) writer.Signed(asOf);
        foreach (var (month, totals) in Months)
        {
            writer.Unsigned((ulong)month);
            writer.Signed(totals.Net);
            writer.Unsigned((ulong)totals.Orders);
            writer.Unsigned((ulong)totals.Records);
            WriteTime(writer, totals.First, long.MaxValue);
            WriteTime(writer, totals.Last, long.MinValue);
        }
    }

    // A flag byte first: every long value is a time that could be.
    private static SpendingTotals ReadTotals(ref RowReader reader) => new(
        reader.Signed(), (long)reader.Unsigned(), (long)reader.Unsigned(), ReadTime(ref reader, long.MaxValue), ReadTime(ref reader, long.MinValue));

    private static void WriteTime(RowWriter writer, long value, long none)
    {
        writer.Byte(value == none ? (byte)0 : (byte)1);
        if (value != none) writer.Signed(value);
    }

    private static long ReadTime(ref RowReader reader, long none) => reader.Byte() == 0 ? none : reader.Signed();
}
