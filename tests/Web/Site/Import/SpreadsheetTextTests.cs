using System.Text;
using Sync.Web.Reports;

namespace Sync.Web.Tests.Site.Import;

/// <summary>No cell that we export is a formula.</summary>
public sealed class SpreadsheetTextTests
{
    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0")]
    [InlineData("-2+3", "'-2+3")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("\r=1", "'\r=1")]
    [InlineData("＝1", "'＝1")]
    [InlineData("-5", "-5")]
    [InlineData("-4.50", "-4.50")]
    [InlineData("+14155550100", "+14155550100")]
    [InlineData("-1,234.50", "-1,234.50")]
    [InlineData("-", "'-")]
    [InlineData("ann", "ann")]
    [InlineData("", "")]
    public void GivenACell_WhenItIsExported_ThenItIsNoFormula_AndNumbersStay(string cell, string exported) => SpreadsheetText.Neutral(cell).ShouldBe(exported);

    [Fact]
    public async Task GivenACsv_WhenItIsCopied_ThenItsOtherCellsAreAsTheyWere()
    {
        using var folder = new TempFolder();
        var path = Path.Combine(folder.Path, "a.csv");
        await File.WriteAllTextAsync(path, "a,b\n\"x, \"\"y\"\"\nz\",=1\n,\n ü ,-7\nmore,than,headers\n");
        using var to = new MemoryStream();
        await NeutralCsv.CopyAsync(path, to, CancellationToken.None);
        Encoding.UTF8.GetString(to.ToArray()).ShouldBe("a,b\n\"x, \"\"y\"\"\nz\",'=1\n,\n ü ,-7\nmore,than,headers\n");
    }
}
