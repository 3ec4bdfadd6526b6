using Sync.ConnectorKit;
using Sync.Connectors.Files.Rejects;

namespace Sync.Files.Tests;

/// <summary>No cell that we export is a formula, and what is imported again is what it was.</summary>
public sealed class SpreadsheetTextGiven
{
    private const string Customers = "Customer ID,Email,First Name,Last Name\n";

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0")]
    [InlineData("-2+3", "'-2+3")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=1", "'\t'=1")]
    [InlineData("\r=1", "'\r'=1")]
    [InlineData("\tx", "'\tx")]
    [InlineData("x;=HYPERLINK(\"http://evil.example\",\"open\")", "x;'=HYPERLINK(\"http://evil.example\",\"open\")")]
    [InlineData("x;\"=1+1;\"y", "x;'\"=1+1;\"y")]
    [InlineData("x;'=1;''@y", "x;''=1;'''@y")]
    [InlineData("x\t+1\r\n-2\n＝3", "x\t'+1\r\n'-2\n'＝3")]
    [InlineData("=1;=2", "'=1;'=2")]
    [InlineData("-5;x;-5", "'-5;x;'-5")]
    [InlineData("a=1; b=2;", "a=1; b=2;")]
    [InlineData("1,=2|=3", "1,=2|=3")]
    [InlineData("x;'y;\"z\"", "x;'y;\"z\"")]
    [InlineData("＝1", "'＝1")]
    [InlineData("-5", "-5")]
    [InlineData("-4.50", "-4.50")]
    [InlineData("+14155550100", "+14155550100")]
    [InlineData("-1,234.50", "-1,234.50")]
    [InlineData("-", "'-")]
    [InlineData("ann", "ann")]
    [InlineData("", "")]
    [InlineData("'=1", "''=1")]
    [InlineData("''@x", "'''@x")]
    [InlineData("'-5", "''-5")]
    [InlineData("'tis", "'tis")]
    [InlineData("''", "''")]
    public void GivenACell_WhenItIsExported_ThenItIsNoFormula_AndNumbersStay_AndItComesBack(string cell, string exported)
    {
        SpreadsheetText.Neutral(cell).ShouldBe(exported);
        SpreadsheetText.Undone(exported).ShouldBe(cell);
    }

    [Fact]
    public async Task GivenRejectedRows_WhenTheyAreWritten_ThenTheirOtherCellsAreAsTheyWere()
    {
        using var import = new Import("order id,date,total,item,=note\n1,2011-01-01,x,\"Mug, \"\"y\"\"\nz\",=1\n2,2011-01-01,-7,, ü \n3,never,-7,, ü \n");

        await import.Orders();

        var lines = import.RejectsText;
        lines.ShouldStartWith("line,reason,detail,order id,date,total,item,'=note\n");
        lines.ShouldContain(",1,2011-01-01,x,\"Mug, \"\"y\"\"\nz\",'=1\n");
        lines.ShouldEndWith(",3,never,-7,, ü \n");
    }

    [Theory]
    [InlineData("safe", "line,reason,detail,Customer ID", ",,'=cmd()@x.example,'-Ann;'=1,''@Lee\n")]
    [InlineData("raw", "line,reason,detail (cells as they came),Customer ID", ",,=cmd()@x.example,-Ann;=1,'@Lee\n")]
    public async Task GivenRejectedRows_WhenTheyAreMendedAndImported_ThenTheValuesAreThoseOfTheFile(string cells, string header, string row)
    {
        using var import = new Import(Customers + ",=cmd()@x.example,-Ann;=1,'@Lee\n", "customers").With("rejectedCells", cells);
        (await import.Rejected(PosStream.Customers)).ShouldHaveSingleItem();
        import.RejectsText.ShouldStartWith(header);
        import.RejectsText.ShouldEndWith(row);

        using var again = new Import(import.RejectsText.Replace(row, ",0017" + row[1..], StringComparison.Ordinal), "customers");

        var customer = (await again.Customers()).ShouldHaveSingleItem();
        (customer.Id, customer.FirstName, customer.LastName).ShouldBe(("0017", "-Ann;=1", "'@Lee"));
    }

    [Fact]
    public async Task GivenAFileOfOnesOwn_WhenItIsRead_ThenNoApostropheIsTakenAway()
    {
        using var import = new Import(Customers + "1,a@x.example,'-Ann,Lee\n", "customers");

        (await import.Customers()).ShouldHaveSingleItem().FirstName.ShouldBe("'-Ann");
    }

    [Fact]
    public async Task GivenAMendedFileSavedAsAWorkbook_WhenItIsRead_ThenItsApostrophesAreTakenAwayToo()
    {
        var rows = Workbook.Row(1, "line", "reason", "detail", "Customer ID", "First Name") + Workbook.Row(2, "2", "no customer id", "It is empty.", "0017", "'=Ann");
        using var import = new Import(new Workbook(rows).Bytes(), "customers");

        (await import.Customers()).ShouldHaveSingleItem().FirstName.ShouldBe("=Ann");
    }
}
