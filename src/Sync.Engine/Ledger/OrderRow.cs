using System.Text;
using Sync.Insights.Sales;
using Sync.Model;

namespace Sync.Engine.Ledger;

/// <summary>
/// What the ledger keeps of an order: enough to compute spending and daily sales again from rows alone.
/// </summary>
internal ref struct OrderRow
{
    /// <summary>Of the fields that we own, as they are stored.</summary>
    public StableHash Fingerprint;

    /// <summary>The POS's id of its customer, UTF-8; empty where nobody is known.</summary>
    public ReadOnlySpan<byte> Customer;

    public SaleFigures Figures;

    /// <summary>When it was made, in microseconds since 1970.</summary>
    public long CreatedAt;

    /// <summary>The day of the month of its business date.</summary>
    public int Day;

    /// <summary>The local hour it was made in.</summary>
    public int Hour;

    /// <summary>Where it was sold, UTF-8.</summary>
    public ReadOnlySpan<byte> Location;

    /// <summary>The packed lines; see <see cref="NextLine"/>.</summary>
    public RowReader Lines;

    public readonly bool Matched => !Customer.IsEmpty;

    public static OrderRow Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new RowReader(bytes);
        var row = new OrderRow { Fingerprint = reader.Fingerprint128(), Customer = reader.TextBytes(out _) };
        row.Figures = new SaleFigures((SaleKind)reader.Byte(), reader.Signed(), reader.Signed());
        row.CreatedAt = reader.Signed();
        row.Day = reader.Byte();
        row.Hour = reader.Byte();
        row.Location = reader.TextBytes(out _);
        row.Lines = reader;
        return row;
    }

    /// <summary>The next line's product (UTF-8), quantity and money in minor units; false at the end.</summary>
    public bool NextLine(out ReadOnlySpan<byte> product, out decimal quantity, out long net)
    {
        product = default;
        quantity = 0;
        net = 0;
        if (Lines.AtEnd) return false;
        product = Lines.TextBytes(out _);
        quantity = Lines.Decimal();
        net = Lines.Signed();
        return true;
    }

    /// <summary>Packs an order.</summary>
    public static void Write(RowWriter writer, StableHash fingerprint, string? customer, Order order, DateOnly date, int hour, string location)
    {
        var figures = SaleFigures.Of(order);
        writer.Clear();
        writer.Fingerprint(fingerprint);
        writer.Text(customer ?? "");
        writer.Byte((byte)figures.Kind);
        writer.Signed(figures.Gross);
        writer.Signed(figures.Refunds);
        writer.Signed(MicrosecondsOf(order.CreatedAt));
        writer.Byte((byte)date.Day);
        writer.Byte((byte)hour);
        writer.Text(location);
        if (figures.Kind == SaleKind.None) return; // its lines count nowhere
        foreach (var line in order.Lines)
        {
            writer.Text(line.ProductId);
            writer.Decimal(line.Quantity);
            writer.Signed(line.Total.Minor);
        }
    }

    /// <summary>Packs a row again with another fingerprint and customer, and all else as it was.</summary>
    public readonly void WriteMoved(RowWriter writer, StableHash fingerprint, string? customer)
    {
        writer.Clear();
        writer.Fingerprint(fingerprint);
        writer.Text(customer ?? "");
        writer.Byte((byte)Figures.Kind);
        writer.Signed(Figures.Gross);
        writer.Signed(Figures.Refunds);
        writer.Signed(CreatedAt);
        writer.Byte((byte)Day);
        writer.Byte((byte)Hour);
        writer.Text(Encoding.UTF8.GetString(Location));
        writer.Raw(Lines.Rest);
    }

    public static long MicrosecondsOf(DateTimeOffset at) => (at.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / 10;
}
