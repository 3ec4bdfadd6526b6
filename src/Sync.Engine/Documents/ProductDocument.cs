using System.Collections.Frozen;
using Sync.Insights.Catalog;
using Sync.Model;
using Sync.Store;

namespace Sync.Engine.Documents;

/// <summary>How a product stands at both of its paths. What admins own there (order, features, an edited picture) is never touched.</summary>
internal static class ProductDocument
{
    /// <summary>Our fields.</summary>
    public static FrozenSet<string> Fields { get; } = new[]
    {
        "available", "barcode", "batchCost", "brand", "category", "cbdPercent", "cost", "id", "name", "orgId", "parentId", "price",
        "sku", "source", "strainInferred", "strainType", "subcategory", "thcPercent", "variant",
    }.ToFrozenSet();

    /// <summary>Keys in ordinal order.</summary>
    /// <param name="w">Where to.</param>
    /// <param name="scope">Whose.</param>
    /// <param name="product">What.</param>
    /// <param name="withCosts">False for a menu that the world may read.</param>
    public static void Write(DocumentBodyWriter w, DocumentScope scope, Product product, bool withCosts)
    {
        var inferred = product.Strain is null ? StrainInference.From(product.Name, product.Category, product.Subcategory) : null;
        w.Begin();
        w.Flag("available", product.Available);
        w.OptionalText("barcode", product.Barcode);
        if (withCosts && product.BatchCost is { } batchCost) w.Money("batchCost", batchCost);
        w.OptionalText("brand", product.Brand);
        w.Text("category", product.Category);
        if (product.CbdPercent is { } cbd) w.Number("cbdPercent", cbd);
        if (withCosts && product.Cost is { } cost) w.Money("cost", cost);
        w.Text("id", scope.Key(product.Id));
        w.Text("name", product.Name);
        w.Text("orgId", scope.Org.Value);
        w.OptionalText("parentId", product.ParentId is { } parent ? scope.Key(parent) : null);
        if (product.Price is { } price) w.Money("price", price);
        w.OptionalText("sku", product.Sku);
        w.Text("source", "pos");
        if (inferred is not null) w.Flag("strainInferred", true);
        if ((product.Strain ?? inferred) is { } strain) w.Text("strainType", NameOf(strain));
        w.OptionalText("subcategory", product.Subcategory);
        if (product.ThcPercent is { } thc) w.Number("thcPercent", thc);
        w.OptionalText("variant", product.Variant);
    }

    /// <summary>What an update removes. A price that the POS does not state stays as it is.</summary>
    public static IReadOnlyList<string> Gone(Product product, bool withCosts)
    {
        List<string> gone = [];
        if (product.Brand is null) gone.Add("brand");
        if (product.CbdPercent is null) gone.Add("cbdPercent");
        if (product.ThcPercent is null) gone.Add("thcPercent");
        if (product.Subcategory is null) gone.Add("subcategory");
        if (product.ParentId is null) gone.Add("parentId");
        if (product.Variant is null) gone.Add("variant");
        if (product.Sku is null) gone.Add("sku");
        if (product.Barcode is null) gone.Add("barcode");
        if (!withCosts || product.BatchCost is null) gone.Add("batchCost");
        if (!withCosts || product.Cost is null) gone.Add("cost");
        var inferred = product.Strain is null ? StrainInference.From(product.Name, product.Category, product.Subcategory) : null;
        if (inferred is null) gone.Add("strainInferred");
        if ((product.Strain ?? inferred) is null) gone.Add("strainType");
        return gone;
    }

    /// <summary>Fields that a document has from its first day on and that are not the POS's afterwards.</summary>
    public static DocumentBody Defaults(DocumentScope scope, Product product) => DocumentBody.Build(w =>
    {
        if (product.ImageUrl is { } url)
        {
            w.Text("imageSource", scope.Source);
            w.Text("imageUrl", url);
        }

        if (product.Price is null) w.Number("price", 0);
    });

    private static string NameOf(StrainType strain) => strain == StrainType.Cbd ? "CBD" : strain.ToString();
}
