using Sync.ConnectorKit;
using Sync.Model;

namespace Sync.Files.Tests;

public sealed class ProductsGiven
{
    [Fact]
    public async Task GivenAProductsFile_WhenRead_ThenItsFieldsAreTaken()
    {
        using var import = new Import(
            "SKU,Name,Brand,Category,Subcategory,Price,Cost,Batch cost,THC %,CBD,Strain type,Active,Stock,Image URL\n"
            + "007,Blue Dream,Acme,Flower,Eighth,£35.005,20,18.5,18.5%,0.1,sativa,no,3,https://x/y.png\n008,Water,,,,0,,,,,,,,\n009,Tea,,,,2,,,,,,,0,\n", "products");
        var products = await import.Products();
        var dream = products[0];
        (dream.Id, dream.Name, dream.Brand, dream.Category, dream.Subcategory, dream.ImageUrl)
            .ShouldBe(("007", "Blue Dream", "Acme", "Flower", "Eighth", "https://x/y.png"));
        (dream.Price!.Value.Major, dream.Cost!.Value.Major, dream.BatchCost!.Value.Major).ShouldBe((35.01m, 20m, 18.5m));
        (dream.ThcPercent, dream.CbdPercent, dream.Strain, dream.Available, dream.Quantity).ShouldBe((18.5m, 0.1m, StrainType.Sativa, false, 3m));
        (products[1].Price, products[1].Available, products[1].Quantity).ShouldBe((null, true, null), "a price of 0 is none");
        products[2].Available.ShouldBeFalse("nothing is on hand");
    }

    [Theory]
    [InlineData(",Mug,1,", "no product id")]
    [InlineData("1,,1,", "no name")]
    [InlineData("1,Mug,-1,", "bad price")]
    [InlineData("1,Mug,cheap,", "bad price")]
    [InlineData("1,Mug,1,perhaps", "bad availability")]
    public async Task GivenABadProductRow_WhenRead_ThenItIsRejected(string row, string reason)
    {
        using var import = new Import($"SKU,Name,Price,Available\n{row}\n9,Cup,1,yes\n", "products");
        (await import.Products()).ShouldHaveSingleItem().Id.ShouldBe("9");
        (await import.Rejected(PosStream.Products)).ShouldHaveSingleItem().Reason.ShouldBe(reason);
    }

    [Fact]
    public async Task GivenNoIdColumn_WhenRead_ThenTheFileIsRefused()
    {
        using var import = new Import("Name,Price\nMug,1\n", "products");
        (await import.Refused(PosStream.Products)).OwnerMessage.ShouldContain("a product id");
    }
}
