using System.Text;
using static Sync.Files.Tests.Workbook;

namespace Sync.Files.Tests;

public sealed class WorkbooksGiven
{
    private static readonly string Header = Row(1, "Order ID", "Date", "Item", "Qty", "Price", "Customer ID");

    private static Import Import(string rows, string properties = "") => new(new Workbook(Header + rows, properties).Bytes());

    [Fact]
    public async Task GivenNumbersAndDates_WhenRead_ThenIdsAreTextAndTimesAreTheShopsWallClock()
    {
        using var import = Import(Row(2, "<v>536365</v>", " s='2'><v>40725.351388888892</v>", "Mug", "<v>6</v>", "<v>2.5499999999999998</v>", "<v>17850</v>")
            + Row(3, "007", " s='1'><v>40725</v>", "Cup", "<v>1</v>", "<v>1E-2</v>", "<v>12345678901234</v>"));
        var orders = await import.Orders();
        (orders[0].Id, orders[0].CustomerId, orders[0].Lines[0].UnitPrice, orders[0].Total.Major).ShouldBe(("536365", "17850", 2.55m, 15.30m));
        orders[0].CreatedAt.ShouldBe(new DateTimeOffset(2011, 7, 1, 7, 26, 0, TimeSpan.Zero));
        (orders[1].Id, orders[1].CustomerId, orders[1].Total.Major).ShouldBe(("007", "12345678901234", 0.01m));
        orders[1].CreatedAt.ShouldBe(new DateTimeOffset(2011, 6, 30, 23, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task GivenAnIdThatExcelRounded_WhenRead_ThenItIsRejected()
    {
        using var import = Import(Row(2, "<v>1.2345678901234568E+17</v>", "2011-01-01", "Mug", "<v>1</v>", "<v>1</v>", ""));
        (await import.Rejected()).ShouldHaveSingleItem().Reason.ShouldBe("bad order id");
    }

    [Fact]
    public async Task GivenSharedInlineFormulaAndBooleanCells_WhenRead_ThenTheirTextIsTaken()
    {
        var rows = Row(1, "Order ID", "Date", "Item", "Price", "Category")
            + Row(2, " t='s'><v>0</v>", "2011-01-01", " t='s'><v>1</v>", "<f>1+1</f><v>2</v>", " t='b'><v>1</v>")
            + Row(3, " t='str'><f>A2&amp;\"b\"</f><v>A1b</v>", "2011-01-01", "=cmd()", "<f>HYPERLINK(\"x\")</f><v>3</v>", "");
        using var import = new Import(new Workbook(rows)
            .Shared("<t>A1</t>", "<r><t>Blue </t></r><r><t xml:space='preserve'>mug 🍰</t></r><rPh sb='0' eb='1'><t>no</t></rPh>").Bytes());
        var orders = await import.Orders();
        orders.Select(o => (o.Id, o.Lines[0].Name, o.Total.Major, o.Lines[0].Category))
            .ShouldBe([("A1", "Blue mug 🍰", 2m, "true"), ("A1b", "=cmd()", 3m, null)]);
    }

    [Fact]
    public async Task GivenADaysFormatThatOnlyLooksLikeADate_WhenRead_ThenItIsANumber()
    {
        using var import = Import(Row(2, "1", "2011-01-01", "Mug", " s='3'><v>3</v>", "<v>1</v>", ""));
        (await import.Orders())[0].Lines[0].Quantity.ShouldBe(3m);
    }

    [Fact]
    public async Task GivenAWorkbookThatCountsFrom1904_WhenRead_ThenItsDaysDo()
    {
        using var import = Import(Row(2, "1", " s='1'><v>39051</v>", "Mug", "<v>1</v>", "<v>1</v>", ""), "<workbookPr date1904='1'/>");
        (await import.Orders())[0].CreatedAt.ShouldBe(new DateTimeOffset(2010, 12, 1, 0, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task GivenBadAndEmptyRows_WhenRead_ThenTheSheetsRowNumberIsTold()
    {
        using var import = Import("<row r='2'/>" + Row(5, "1", "2011-01-01", "Mug", "many", "<v>1</v>", "") + Row(9, "2", "2011-01-01", "Mug", "<v>1</v>", " t='e'><v>#N/A</v>", "")
            + Row(10, "3", "2011-01-01", "Mug", "<v>1</v>", "<v>1</v>", "", "note"));
        (await import.Rejected()).Select(r => (r.Id, r.Reason)).ShouldBe([("line 5", "bad quantity"), ("line 9", "bad price"), ("line 10", "too many cells")]);
        import.RejectsText.ShouldContain("\n5,bad quantity,");
    }

    [Fact]
    public async Task GivenASheetName_WhenRead_ThenThatSheetIs()
    {
        var book = new Workbook(Row(1, "a"), secondSheet: Header + Row(2, "1", "2011-01-01", "Mug", "<v>1</v>", "<v>1</v>", "")).Bytes();
        using var import = new Import(book).WithMapping("""{"sheet":"Second"}""");
        (await import.Orders()).ShouldHaveSingleItem();
        (await import.Mapping()).Format.ShouldBe("xlsx");
        import.WithMapping("""{"sheet":"Third"}""");
        File.Delete(import.PathOf("rejects.csv"));
        (await import.Refused()).OwnerMessage.ShouldContain("'First', 'Second'");
    }

    [Fact]
    public async Task GivenRowsAndCellsWithoutReferences_WhenRead_ThenTheyAreCounted()
    {
        const string cells = "<c t='inlineStr'><is><t>{0}</t></is></c><c t='inlineStr'><is><t>{1}</t></is></c><c t='inlineStr'><is><t>{2}</t></is></c>";
        using var import = new Import(new Workbook($"<row>{Of("Order ID", "Date", "Total")}</row><row>{Of("1", "2011-01-01", "x")}</row>").Bytes());
        (await import.Rejected()).ShouldHaveSingleItem().Id.ShouldBe("line 2");

        static string Of(params object[] texts) => string.Format(System.Globalization.CultureInfo.InvariantCulture, cells, texts);
    }

    [Fact]
    public async Task GivenNoWorkbook_WhenRead_ThenTheFileIsRefused()
    {
        var whole = new Workbook(Header).Bytes();
        using var cut = new Import(whole[..(whole.Length / 2)]);
        (await cut.Refused()).OwnerMessage.ShouldContain("damaged");
        using var empty = new Import(new Workbook("").Bytes());
        (await empty.Refused()).OwnerMessage.ShouldContain("empty");
        using var broken = new Import(new Workbook(Header).Part("xl/worksheets/sheet1.xml", "<worksheet><sheetData><row>").Bytes());
        await broken.Refused();
        using var plainZip = new Import(Zip("readme.txt", "hello"));
        (await plainZip.Refused()).OwnerMessage.ShouldContain("no Excel workbook");
    }

    [Fact]
    public async Task GivenAnExternalEntity_WhenRead_ThenTheFileIsRefused()
    {
        const string evil = "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>"
            + "<sst xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><si><t>&e;</t></si></sst>";
        using var import = new Import(new Workbook(Header + Row(2, " t='s'><v>0</v>", "2011-01-01", "Mug", "<v>1</v>", "<v>1</v>", ""))
            .Part("xl/sharedStrings.xml", evil).Bytes());
        (await import.Refused()).OwnerMessage.ShouldNotContain("root:");
    }

    [Fact]
    public async Task GivenTooManyParts_WhenRead_ThenTheFileIsRefused()
    {
        var book = new Workbook(Header);
        for (var i = 0; i < 5000; i++) book.Part($"xl/junk/{i}.xml", "");
        using var import = new Import(book.Bytes());
        (await import.Refused()).OwnerMessage.ShouldContain("5000 parts");
    }

    [Fact]
    public async Task GivenACellOutsideAnySheet_WhenRead_ThenTheFileIsRefused()
    {
        using var import = new Import(new Workbook("<row r='1'><c r='ZZZZZZZZ1'><v>1</v></c></row>").Bytes());
        await import.Refused();
    }

    private static byte[] Zip(string name, string text)
    {
        using var to = new MemoryStream();
        using (var zip = new System.IO.Compression.ZipArchive(to, System.IO.Compression.ZipArchiveMode.Create))
        {
            using var entry = zip.CreateEntry(name).Open();
            entry.Write(Encoding.UTF8.GetBytes(text));
        }

        return to.ToArray();
    }

    [Fact]
    public async Task GivenAMappingForTexts_WhenCellsAreDatesAndNumbers_ThenTheyAreReadAsTheWorkbookHasThem()
    {
        using var import = Import(Row(2, "1", " s='2'><v>40725.351388888892</v>", "Mug", "<v>2</v>", "<v>2.5</v>", "")
            + Row(3, "2", "02/07/2011 10:00", "Mug", "1", "1.234,50", "") + Row(4, "3", "<v>40725</v>", "Mug", " t='str'><v>2</v>", "<v>1234.567</v>", ""));
        var orders = await import.WithMapping("""{"dateFormat":"dd/MM/yyyy HH:mm","decimal":","}""").Orders();
        orders.Select(o => (o.CreatedAt, o.Total.Major)).ShouldBe([
            (new DateTimeOffset(2011, 7, 1, 7, 26, 0, TimeSpan.Zero), 5m),
            (new DateTimeOffset(2011, 7, 2, 9, 0, 0, TimeSpan.Zero), 1234.50m),
            (new DateTimeOffset(2011, 6, 30, 23, 0, 0, TimeSpan.Zero), 2469.13m)]);
    }

    [Fact]
    public async Task GivenACustomerSinceADateCell_WhenTheMappingSaysHowTextsAreWritten_ThenTheCellIsReadAsADate()
    {
        using var import = new Import(new Workbook(Row(1, "Customer ID", "Created at", "Loyalty points") + Row(2, "c1", " s='1'><v>40725</v>", "<v>12.5</v>")).Bytes(), "customers");
        var customer = (await import.WithMapping("""{"dateFormat":"dd/MM/yyyy","decimal":","}""").Customers()).ShouldHaveSingleItem();
        (customer.CreatedAt, customer.LoyaltyPoints).ShouldBe((new DateTimeOffset(2011, 6, 30, 23, 0, 0, TimeSpan.Zero), 12));
    }

    [Fact]
    public async Task GivenABareDayNumberInAWorkbookThatCountsFrom1904_WhenRead_ThenItIsThatDay()
    {
        using var import = Import(Row(2, "1", "<v>39051</v>", "Mug", "<v>1</v>", "<v>1</v>", ""), "<workbookPr date1904='1'/>");
        (await import.Orders())[0].CreatedAt.ShouldBe(new DateTimeOffset(2010, 12, 1, 0, 0, 0, TimeSpan.Zero));
    }

    [Theory]
    [InlineData("xl/styles.xml", "/xl/styles.xml")]
    [InlineData("xl/workbook.xml", "/xl/workbook.xml")]
    [InlineData("xl/_rels/workbook.xml.rels", "xl/_rels/workbook.xml.rels")]
    public async Task GivenAPartThatIsHeldAsAWholeAndLarge_WhenRead_ThenTheFileIsRefusedAtOnce(string name, string told)
    {
        using var import = new Import(new Workbook(Header + Row(2, "1", "2011-01-01", "Mug", "<v>1</v>", "<v>1</v>", "")).Padded(name, 17 << 20).Bytes());
        (await Quickly(import.Refused)).OwnerMessage.ShouldContain($"The part {told} of the workbook is larger than 16 MiB");
    }

    [Fact]
    public async Task GivenATextOfAMillionRuns_WhenRead_ThenTheFileIsRefusedAtOnce()
    {
        var runs = string.Concat(Enumerable.Repeat("<r><t>abcdefghij</t></r>", 1_000_000));
        using var shared = new Import(new Workbook(Header).Shared(runs).Bytes());
        (await Quickly(shared.Refused)).OwnerMessage.ShouldContain("32767 characters");
        using var inline = Import($"<row r='2'><c r='A2' t='inlineStr'><is>{runs}</is></c></row>");
        (await Quickly(inline.Refused)).OwnerMessage.ShouldContain("32767 characters");
    }

    [Fact]
    public async Task GivenTheLongestTextThatExcelHolds_WhenRead_ThenItGoesIn()
    {
        using var import = Import(Row(2, "1", "2011-01-01", new string('x', 32_767), "<v>1</v>", "<v>1</v>", ""));
        (await import.Orders())[0].Lines[0].Name.Length.ShouldBe(32_767);
    }

    // Far more than it takes, and far less than what was refused once took.
    private static Task<ConnectorKit.FixSettingsException> Quickly(Func<ConnectorKit.PosStream, Task<ConnectorKit.FixSettingsException>> refused) =>
        Task.Run(() => refused(ConnectorKit.PosStream.Orders)).WaitAsync(TimeSpan.FromSeconds(5));

    [Theory]
    [InlineData("<c r='A2' t='s'><v>1</v></c>", "shows a text that is not in it")]
    [InlineData("<c r='A2'><v>1</v></c><c r='A2'><v>2</v></c>", "two cells at one place")]
    public async Task GivenAWorkbookThatContradictsItself_WhenRead_ThenItIsRefused(string cells, string message)
    {
        using var import = new Import(new Workbook(Header + $"<row r='2'>{cells}</row>").Shared("<t>one</t>").Bytes());
        (await import.Refused()).OwnerMessage.ShouldSatisfyAllConditions(m => m.ShouldContain("damaged"), m => m.ShouldContain(message));
    }
}
