using Sync.ConnectorKit;

namespace Sync.Files.Tests;

/// <summary>The sign of a currency on an amount.</summary>
public sealed class CurrencySignsGiven
{
    [Theory]
    [InlineData("GBP", "£5")]
    [InlineData("USD", "$5")]
    [InlineData("CAD", "$ 5")]
    [InlineData("MXN", "-$5")]
    [InlineData("EUR", "5 €")]
    [InlineData("JPY", "¥5")]
    [InlineData("CNY", "￥5")]
    [InlineData("INR", "₹5")]
    [InlineData("GBP", "(5)")]
    public async Task GivenTheSignOfTheImportsCurrency_WhenRead_ThenTheAmountGoesIn(string currency, string price)
    {
        using var import = new Import($"order id,date,total\n1,2026-01-02,{price}\n").With("currency", currency);
        Math.Abs((await import.Orders()).ShouldHaveSingleItem().Total.Major).ShouldBe(5m);
    }

    [Theory]
    [InlineData("GBP", "$5")]
    [InlineData("GBP", "€5")]
    [InlineData("USD", "£5")]
    [InlineData("EUR", "5 ¥")]
    [InlineData("USD", "₹5")]
    [InlineData("USD", "5¢")]
    [InlineData("USD", "(€5)")]
    public async Task GivenTheSignOfAnotherCurrency_WhenRead_ThenTheRowIsRejectedAndBothAreNamed(string currency, string price)
    {
        using var import = new Import($"order id,date,total\n1,2026-01-02,{price}\n").With("currency", currency);
        var rejected = (await import.Rejected()).ShouldHaveSingleItem();
        rejected.Reason.ShouldBe("other currency");
        rejected.Detail.ShouldContain($"'{price}'");
        rejected.Detail.ShouldContain(currency);
    }

    [Fact]
    public async Task GivenProductsThatNameTheirCurrency_WhenRead_ThenTheSignIsOfThatOne()
    {
        using var import = new Import("product id,name,price,currency\n1,Mug,$5,USD\n2,Cup,$5,\n3,Jug,£5,USD\n", "products");
        var pages = await import.Pages(PosStream.Products);
        pages.SelectMany(p => p.Records).Select(r => r.Id).ShouldBe(["1"]);
        pages.SelectMany(p => p.Rejected).Select(r => r.Reason).ShouldBe(["other currency", "other currency"]);
    }

    [Theory]
    [InlineData("(-5)")]
    [InlineData("(£-5)")]
    [InlineData("-£-5")]
    public async Task GivenAnAmountThatIsNegativeTwice_WhenRead_ThenItIsRejectedAsUnclear(string price)
    {
        using var import = new Import($"order id,date,total\n1,2026-01-02,{price}\n");
        (await import.Rejected()).ShouldHaveSingleItem().Reason.ShouldBe("bad total");
    }
}
