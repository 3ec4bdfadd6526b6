using Sync.ConnectorKit;

namespace Sync.Files.Tests;

public sealed class RejectsGiven
{
    private const string Header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID\n";
    private const string Good = "9,A1,Mug,1,2011-01-01,1,c9\n";

    [Fact]
    public async Task GivenABadRowAfterQuotedNewlines_WhenRead_ThenItsLineNumberAndReasonAreToldAndTheRestGoesIn()
    {
        using var import = new Import(Header + "1,A1,\"Mug\n\"\"large\"\"\r\nblue\",1,2011-01-01,1,c1\n2,A1,Mug,many,2011-01-01,1,c1\n" + Good);
        var pages = await import.Pages(PosStream.Orders);

        pages.SelectMany(p => p.Records).Select(r => r.Id).ShouldBe(["1", "9"]);
        var rejected = pages.SelectMany(p => p.Rejected).ShouldHaveSingleItem();
        (rejected.Id, rejected.Reason).ShouldBe(("line 5", "bad quantity"));
        rejected.Detail.ShouldContain("'many'");
        import.RejectsText.ShouldStartWith("line,reason,detail,InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID\n5,bad quantity,");
        import.RejectsText.ShouldEndWith(",2,A1,Mug,many,2011-01-01,1,c1\n");
    }

    [Fact]
    public async Task GivenOneBadLineOfAnOrder_WhenRead_ThenTheWholeOrderIsRejectedLineByLine()
    {
        using var import = new Import(Header + "1,A1,Mug,1,2011-01-01,1,c1\n" + Good + "1,B2,Plate,x,2011-01-01,1,c1\n1,B3,Bowl,1,2011-01-01,1,c1\n");
        var context = import.Context();
        var pages = await import.Pages(PosStream.Orders, context);

        pages.SelectMany(p => p.Records).Select(r => r.Id).ShouldBe(["9"]);
        pages.SelectMany(p => p.Rejected).Select(r => (r.Id, r.Reason))
            .ShouldBe([("line 2", "order rejected"), ("line 4", "bad quantity"), ("line 5", "order rejected")]);
        pages.SelectMany(p => p.Rejected).First().Detail.ShouldContain("Line 4");
        (await import.Pages(PosStream.Customers, context)).SelectMany(p => p.Records).Select(r => r.Id).ShouldBe(["c9"], "a rejected order makes no customer");
    }

    [Theory]
    [InlineData("1,A,,1,2011-01-01,1,c1\n1,A,,1,2011-01-01,1,c2\n", "rows disagree on the customer id")]
    [InlineData(",A,,1,2011-01-01,1,c1\n", "no order id")]
    [InlineData("1.23457E+11,A,,1,2011-01-01,1,c1\n", "bad order id")]
    [InlineData("#N/A,A,,1,2011-01-01,1,c1\n", "bad order id")]
    [InlineData("1,A,,1,2011-01-01,1,1.23457E+11\n", "bad customer id")]
    [InlineData("1,A,,1,2011-02-29,1,c1\n", "bad date")]
    [InlineData("1,A,,1,yesterday,1,c1\n", "bad date")]
    [InlineData("1,A,,1,,1,c1\n", "no date")]
    [InlineData("1,A,,,2011-01-01,1,c1\n", "no quantity")]
    [InlineData("1,A,,1,2011-01-01,,c1\n", "no price")]
    [InlineData("1,A,,1,2011-01-01,\"1,234\",c1\n", "bad price")]
    [InlineData("1,A,,1,2011-01-01,NaN,c1\n", "bad price")]
    [InlineData("1,A,,1e20,2011-01-01,99999999,c1\n", "bad line total")]
    [InlineData("1,A,,79228162514264337593543950335,2011-01-01,9,c1\n", "bad price")]
    [InlineData("1,A,\"Mug\"x,1,2011-01-01,1,c1\n", "bad quotes")]
    [InlineData("1,A,a,b,1,2011-01-01,1,c1\n", "too many cells")]
    [InlineData("1,A,Mug,1,2011-01-01,1\n", "too few cells")]
    [InlineData("1,,,,2011-01-01,,c1\n", "no total")]
    public async Task GivenABadRow_WhenRead_ThenItsOrderIsRejectedWithTheReason(string rows, string reason)
    {
        using var import = new Import(Header + Good + rows);
        var pages = await import.Pages(PosStream.Orders);
        pages.SelectMany(p => p.Records).Select(r => r.Id).ShouldBe(["9"]);
        pages.SelectMany(p => p.Rejected).Select(r => r.Reason).ShouldContain(reason);
        pages.SelectMany(p => p.Rejected).Count().ShouldBe(rows.Count(c => c == '\n'));
    }

    [Theory]
    [InlineData("order id,date,item,price,total\n1,2011-01-01,A,1,3\n1,2011-01-01,B,2,4\n", "rows disagree on the total")]
    [InlineData("order id,date,item,qty,price,total\n1,2011-01-01,Tea,1,3,3\n1,2011-01-01,Coffee,1,3,3\n", "total of the order or of the line")]
    [InlineData("order id,date,item,price,status\n1,2011-01-01,A,1,paid\n1,2011-01-01,B,2,open\n", "rows disagree on the status")]
    [InlineData("order id,date,item,price,currency\n1,2011-01-01,A,1,USD\n", "other currency")]
    [InlineData("order id,date,item,price,location\n1,2011-01-01,A,1,Leeds\n1,2011-01-01,B,2,York\n", "rows disagree on the location")]
    [InlineData("order id,date,item,price,status\n1,2011-01-01,A,1,lost at sea\n", "unknown status")]
    [InlineData("order id,date,item,price,currency\n1,2011-01-01,A,1,pounds\n", "bad currency")]
    [InlineData("order id,date,total,status\n1,2011-01-01,10,partially refunded\n", "no refunded amount")]
    public async Task GivenAnOrderThatContradictsItself_WhenRead_ThenItIsRejected(string file, string reason)
    {
        using var import = new Import(file);
        var rejected = await import.Rejected();
        rejected.ShouldAllBe(r => r.Reason == reason);
        rejected.Count.ShouldBe(file.Count(c => c == '\n') - 1);
    }

    [Fact]
    public async Task GivenNoBadRow_WhenRead_ThenTheRejectsFileHoldsOnlyItsHeader()
    {
        using var import = new Import(Header + Good);
        File.WriteAllText(import.PathOf("rejects.csv"), "of an older import");
        await import.Orders();
        import.RejectsText.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task GivenARejectsFile_WhenItIsMendedAndImported_ThenItGoesIn()
    {
        using var import = new Import(Header + "1,A1,\"Mug, \"\"large\"\"\",x,2011-01-01,1,c1\n");
        await import.Rejected();
        using var again = new Import(import.RejectsText.Replace(",x,", ",3,", StringComparison.Ordinal));
        var order = (await again.Orders()).ShouldHaveSingleItem();
        (order.Id, order.Lines[0].Name, order.Total.Major).ShouldBe(("1", "Mug, \"large\"", 3m));
    }

    [Fact]
    public async Task GivenManyBadRows_WhenRead_ThenPagesStaySmall()
    {
        using var import = new Import(Header + string.Concat(Enumerable.Range(0, 1200).Select(i => $"{i},A,,x,2011-01-01,1,\n")));
        var pages = await import.Pages(PosStream.Orders);
        pages.Sum(p => p.Rejected.Count).ShouldBe(1200);
        pages.ShouldAllBe(p => p.Rejected.Count <= 500);
    }

    [Fact]
    public async Task GivenARejectsPathThatCannotBeWritten_WhenRead_ThenNoPageIsYielded()
    {
        using var import = new Import(Header + Good);
        import.With("rejects", import.PathOf("no/such/folder/rejects.csv"));
        (await import.Refused()).Setting.ShouldBe("rejects");
    }

    [Fact]
    public async Task GivenARowWithMoreCellsThanTheHeader_WhenItIsRejected_ThenAllItsCellsAreInTheRejectsFile()
    {
        using var import = new Import(Header + Good + "1,A,a,b,1,2011-01-01,1,c1,last\n");
        await import.Orders();
        import.RejectsText.ShouldEndWith(",1,A,a,b,1,2011-01-01,1,c1,last\n");
    }
}
