using Sync.ConnectorKit;
using Sync.Connectors.Files.Mapping;
using Sync.Connectors.Files.Reading;
using Sync.Connectors.Files.Values;
using Sync.Model;

namespace Sync.Connectors.Files.Lists;

/// <summary>Reads products.</summary>
internal sealed class ProductRowReader(ColumnMap columns, NumberReader numbers, Currency currency) : IListRowReader
{
    private readonly RowCellReader cells = new(columns, numbers);

    public PosStream Stream => PosStream.Products;

    public Rejection? Read(IRowSource row, out ListItem item)
    {
        cells.Begin(row);
        var stated = Currency();
        var quantity = cells.Number(FileField.Quantity, "quantity");
        var price = cells.Amount(FileField.UnitPrice, "price", stated);
        item = new ListItem(
            new Product
            {
                Id = cells.Id(FileField.ProductId, "product id"),
                Name = Name(),
                Brand = cells.Text(FileField.Brand),
                Category = cells.Text(FileField.Category) ?? "",
                Subcategory = cells.Text(FileField.Subcategory),
                Price = price is { Minor: 0 } ? null : price,
                Cost = cells.Amount(FileField.Cost, "cost", stated),
                BatchCost = cells.Amount(FileField.BatchCost, "batch cost", stated),
                ThcPercent = cells.Number(FileField.ThcPercent, "THC percentage"),
                CbdPercent = cells.Number(FileField.CbdPercent, "CBD percentage"),
                Strain = Words.Strain(cells.Cell(FileField.Strain)),
                Available = Available(quantity),
                Quantity = quantity,
                ImageUrl = cells.Text(FileField.ImageUrl),
            },
            default);
        return cells.Wrong;
    }

    private string Name()
    {
        if (cells.Text(FileField.ProductName) is { } name) return name;
        cells.Wrong ??= new Rejection("no name", "The name of the product is empty.");
        return "";
    }

    private Currency Currency()
    {
        var cell = cells.Cell(FileField.Currency);
        if (cell.IsEmpty) return currency;
        if (CurrencyText.Read(cell) is { } stated) return stated;
        cells.Wrong ??= CurrencyText.Unknown(cell);
        return currency;
    }

    private bool Available(decimal? quantity)
    {
        var cell = cells.Cell(FileField.Available);
        if (cell.IsEmpty) return quantity is null or > 0;
        if (Words.Truth(cell) is { } stated) return stated;
        cells.Wrong ??= new Rejection("bad availability", $"{CellText.Quoted(cell)} does not say whether the product can be sold; write yes or no.");
        return false;
    }
}
