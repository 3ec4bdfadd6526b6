using Sync.Connectors.Files.Mapping;
using Sync.Connectors.Files.Reading;
using Sync.Connectors.Files.Values;
using Sync.Model;

namespace Sync.Connectors.Files.Lists;

/// <summary>Reads cells of one row and keeps the first thing that was wrong.</summary>
internal sealed class RowCellReader(ColumnMap columns, NumberReader numbers)
{
    private IRowSource? row;

    /// <summary>What was wrong first; null where nothing was.</summary>
    public Rejection? Wrong { get; set; }

    public void Begin(IRowSource next)
    {
        row = next;
        Wrong = next.Damage;
    }

    public ReadOnlySpan<byte> Cell(FileField field) => columns.Cell(row!, field);

    public bool IsTyped(FileField field) => columns.IsTyped(row!, field);

    public string? Text(FileField field) => CellText.OrNull(Cell(field));

    public string Id(FileField field, string what)
    {
        Wrong ??= IdText.Check(Cell(field), what);
        return Text(field) ?? "";
    }

    public decimal? Number(FileField field, string what)
    {
        var cell = Cell(field);
        if (cell.IsEmpty) return null;
        var value = numbers.Read(cell[^1] == '%' ? cell[..^1].TrimEnd((byte)' ') : cell, IsTyped(field));
        if (value is null) Wrong ??= Amounts.Unreadable(what, cell);
        return value;
    }

    /// <summary>An amount of zero or more; null where none is stated.</summary>
    public Money? Amount(FileField field, string what, Currency currency)
    {
        if (Number(field, what) is not { } major) return null;
        Wrong ??= CurrencySigns.Other(what, Cell(field), currency);
        if (Amounts.Minor(major, currency) is not { } minor) Wrong ??= Amounts.TooLarge(what);
        else if (minor < 0) Wrong ??= new Rejection($"bad {what}", $"The {what} {major} is below zero.");
        else return new Money(minor, currency);
        return null;
    }
}
