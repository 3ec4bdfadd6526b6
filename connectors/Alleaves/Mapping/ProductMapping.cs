using Sync.ConnectorKit;
using Sync.Connectors.Alleaves.Wire;
using Sync.Model;

namespace Sync.Connectors.Alleaves.Mapping;

/// <summary>Maps products of either profile.</summary>
/// <param name="currency">What prices are in.</param>
/// <param name="warnings">Where what is odd is told.</param>
/// <param name="percents">Whether THC and CBD are told as percentages; else they are left out.</param>
internal sealed class ProductMapping(Currency currency, Warnings warnings, bool percents = true)
{
    /// <exception cref="SkipRecordException">It has no name, or its price is none.</exception>
    public Product Map(ProductRow row, string id) => new()
    {
        Id = id,
        Name = Text.OrNull(row.ProductName) ?? Text.OrNull(row.Item) ?? throw new SkipRecordException("no name", "It has no name."),
        Brand = Text.OrNull(row.Brand),
        Category = LineMapping.Category(row.Category) ?? "",
        Subcategory = Text.OrNull(row.Subcategory),
        Price = Amounts.Price(Amounts.Either(row.Price, row.PriceRetail), currency),
        Cost = Amounts.Cost(Amounts.Either(row.Cost, row.CostOfGood), currency, "cost", warnings),
        BatchCost = Amounts.Cost(Amounts.Either(row.BatchCost, row.BatchCostOfGood), currency, "batch cost", warnings),
        ThcPercent = percents ? Amounts.Percent(row.Thc, "THC", warnings) : null,
        CbdPercent = percents ? Amounts.Percent(row.Cbd, "CBD", warnings) : null,
        Strain = Strain(row.StrainType) ?? Strain(row.Strain),
        Available = Available(row),
        Quantity = row.Stock.Value,
    };

    // The POS lists what it sells: a row that says nothing of its stock can be sold.
    private static bool Available(ProductRow row) => row.Available ?? row.HasInventory ?? (row.Stock.Value is not { } stock || stock > 0);

    private static StrainType? Strain(string? word) => Text.OrNull(word)?.ToUpperInvariant() switch
    {
        "SATIVA" => StrainType.Sativa,
        "INDICA" => StrainType.Indica,
        "HYBRID" => StrainType.Hybrid,
        "CBD" => StrainType.Cbd,
        _ => null,
    };
}
