using System.IO.Compression;
using System.Text;
using Sync.ConnectorKit;

namespace Sync.Files.Tests;

/// <summary>Files that have a header and nothing else, and rows that are a little longer than it.</summary>
public sealed class RowsGiven
{
    private const string Header = "order id,date,total\n";

    [Theory]
    [InlineData("orders", Header)]
    [InlineData("orders", "order id,date,total\n\n\n")]
    [InlineData("customers", "customer id,name\n")]
    [InlineData("products", "product id,name\n")]
    public async Task GivenAHeaderWithoutRows_WhenRead_ThenTheFileIsRefusedAsAWhole(string kind, string file)
    {
        using var import = new Import(file, kind);
        (await import.Refused(Enum.Parse<PosStream>(kind, ignoreCase: true))).OwnerMessage.ShouldContain("no rows below its header");
    }

    [Fact]
    public async Task GivenRowsThatAloneEndInTheDelimiter_WhenRead_ThenTheyGoIn()
    {
        using var import = new Import(Header + "1,2026-01-02,5,\n2,2026-01-02,5\n3,2026-01-02,5,\"\"\n");
        (await import.Orders()).Select(o => o.Id).ShouldBe(["1", "2", "3"]);
    }

    [Theory]
    [InlineData("1,2026-01-02,5,x\n")]
    [InlineData("1,2026-01-02,5,,\n")]
    public async Task GivenRowsWithMoreThanOneEmptyCellTooMany_WhenRead_ThenTheyAreRejected(string row)
    {
        using var import = new Import(Header + row);
        (await import.Rejected()).ShouldHaveSingleItem().Reason.ShouldBe("too many cells");
    }

    [Fact]
    public async Task GivenARowThatEndsInTheDelimiterAndIsBad_WhenItIsMended_ThenItGoesIn()
    {
        using var import = new Import(Header + "1,2026-01-02,many,\n");
        await import.Rejected();
        using var again = new Import(import.RejectsText.Replace("2,bad total", "2,", StringComparison.Ordinal).Replace(",many,", ",5,", StringComparison.Ordinal));
        (await again.Orders()).ShouldHaveSingleItem().Total.Major.ShouldBe(5m);
    }

    [Fact]
    public async Task GivenAFileOfBadRowsAlone_WhenRead_ThenItsRejectsAreToldAndThatNothingWentIn()
    {
        using var import = new Import(Header + "1,2026-01-02,many\n2,soon,5\n3,2026-01-02,few\n");
        (await import.Rejected()).Count.ShouldBe(3);
        import.NothingTaken.ShouldNotBeNull().ShouldStartWith("3 of 3 rows were rejected, so nothing went in: 1 (bad date), 2 (bad total).");
        import.RejectsText.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(4);
    }

    [Fact]
    public async Task GivenAFileGzippedTwice_WhenRead_ThenThatIsSaid()
    {
        using var import = new Import(Zipped(Zipped(Encoding.UTF8.GetBytes(Header + "1,2026-01-02,5\n"))));
        (await import.Refused()).OwnerMessage.ShouldContain("gzipped twice");
    }

    private static byte[] Zipped(byte[] content)
    {
        using var to = new MemoryStream();
        using (var gzip = new GZipStream(to, CompressionLevel.Fastest)) gzip.Write(content);
        return to.ToArray();
    }
}
