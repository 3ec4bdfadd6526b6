using System.IO.Compression;
using System.Text;
using Sync.ConnectorKit;
using Sync.Connectors.Files.Xlsx;
using static Sync.Files.Tests.Workbook;

namespace Sync.Files.Tests;

/// <summary>What a workbook may hold, at the edge: as much goes in, one more is refused.</summary>
public sealed class WorkbookLimitsGiven
{
    private static readonly byte[] Book = new Workbook(Row(1, "Order ID", "Note") + Row(2, "1", " t='s'><v>0</v>")).Shared("<t>0123456789</t>").Bytes();

    [Fact]
    public void GivenAWorkbookThatUnzipsToTheLimit_WhenRead_ThenItGoesIn_AndOneByteMoreDoesNot()
    {
        using var zip = new ZipArchive(new MemoryStream(Book));
        var bytes = zip.Entries.Sum(e => e.Length);

        Read(new XlsxLimits { UnzippedBytes = bytes }).ShouldBe(["1", "0123456789"]);
        Refused(new XlsxLimits { UnzippedBytes = bytes - 1 }).ShouldContain($"unzips to more than {bytes - 1} bytes");
    }

    [Fact]
    public void GivenAsManyPartsAsTheLimit_WhenRead_ThenItGoesIn_AndOneMoreDoesNot()
    {
        using var zip = new ZipArchive(new MemoryStream(Book));

        Read(new XlsxLimits { Entries = zip.Entries.Count }).ShouldBe(["1", "0123456789"]);
        Refused(new XlsxLimits { Entries = zip.Entries.Count - 1 }).ShouldContain($"more than {zip.Entries.Count - 1} parts");
    }

    [Fact]
    public void GivenAPartOfTheLimit_WhenRead_ThenItGoesIn_AndOneCharacterMoreDoesNot()
    {
        using var zip = new ZipArchive(new MemoryStream(Book));
        var longest = zip.Entries.Where(e => e.FullName is "xl/workbook.xml" or "xl/styles.xml" or "xl/sharedStrings.xml" or "xl/worksheets/sheet1.xml").Max(e => e.Length);

        Read(new XlsxLimits { PartCharacters = longest }).ShouldBe(["1", "0123456789"]);
        Refused(new XlsxLimits { PartCharacters = longest - 1 }).ShouldNotBeEmpty();
    }

    public static TheoryData<string, string> LongNodes => new()
    {
        { "blanks", new string(' ', 5_000) },
        { "comment", "<!--" + new string('<', 5_000) + "-->" },
        { "instruction", "<?x " + new string('>', 5_000) + "?>" },
        { "attribute", "<row r='9' spans='" + new string('>', 5_000) + "'/>" },
        { "text", "<row r='9'><c t='str'><v>" + new string('x', 5_000) + "</v></c></row>" },
        { "CDATA", "<row r='9'><c t='str'><v><![CDATA[" + new string('<', 5_000) + "]]></v></c></row>" },
    };

    [Theory]
    [MemberData(nameof(LongNodes))]
    public void GivenASingleNodeBeyondTheLimit_WhenRead_ThenItIsRefused_AndWithinItIsNot(string kind, string xml)
    {
        kind.ShouldNotBeEmpty();
        var book = new Workbook(Row(1, "Order ID", "Note") + xml).Bytes();
        Rows(6_000).ShouldBeGreaterThanOrEqualTo(0);
        Should.Throw<FixSettingsException>(() => Rows(4_900)).OwnerMessage.ShouldContain("single piece");

        int Rows(int limit)
        {
            using var rows = XlsxRows.Open(new MemoryStream(book), null, new XlsxLimits { NodeBytes = limit });
            var count = 0;
            while (rows.Read()) count++;
            return count;
        }
    }

    [Fact]
    public void GivenManyNodesThatTogetherAreLong_WhenRead_ThenTheyGoIn()
    {
        var book = new Workbook(Row(1, "Order ID", "Note") + string.Concat(Enumerable.Range(2, 500).Select(i => Row(i, "<!-- " + i + " -->", "\"'>")))).Bytes();
        using var rows = XlsxRows.Open(new MemoryStream(book), null, new XlsxLimits { NodeBytes = 300 });
        for (var i = 0; i < 500; i++) rows.Read().ShouldBeTrue();
    }

    public static TheoryData<string, string, bool> LastRows => new()
    {
        { "the last row", "<row r='1048576'/>", false },
        { "one more", "<row r='1048577'/>", true },
        { "far more", "<row r='99999999999999999999'/>", true },
        { "after the last row", "<row r='1048576'/><row/>", true },
    };

    [Theory]
    [MemberData(nameof(LastRows))]
    public void GivenARowBeyondAnySheetsLast_WhenRead_ThenTheWorkbookIsRefused_AndOfTheLastItIsNot(string kind, string xml, bool refused)
    {
        kind.ShouldNotBeEmpty();
        ShouldBeRefused(xml, refused);
    }

    [Theory]
    [Trait("Category", "Slow")]
    [InlineData("<row/>", 1_048_575, false)]
    [InlineData("<row/>", 1_048_576, true)]
    [InlineData("<row r='2'/>", 1_048_575, false)]
    [InlineData("<row r='2'/>", 1_048_576, true)]
    public void GivenMoreRowsThanAnySheetHas_WhenRead_ThenTheWorkbookIsRefused_AndOfTheMostItIsNot(string row, int rows, bool refused) => ShouldBeRefused(Many(row, rows), refused);

    private static void ShouldBeRefused(string xml, bool refused)
    {
        using var rows = XlsxRows.Open(new MemoryStream(new Workbook(Row(1, "Order ID", "Note") + xml).Bytes()), null);

        if (!refused) rows.Read().ShouldBeFalse();
        else Should.Throw<FixSettingsException>(() => rows.Read()).OwnerMessage.ShouldStartWith("The workbook has more rows than any sheet has (1,048,576). Save it as CSV.");
    }

    [Theory]
    [InlineData(16_384, false)]
    [InlineData(16_385, true)]
    public void GivenCellsWithoutReferences_WhenThereAreMoreThanColumns_ThenTheWorkbookIsRefused(int cells, bool refused)
    {
        using var rows = XlsxRows.Open(new MemoryStream(new Workbook(Row(1, "Order ID", "Note") + "<row>" + Many("<c/>", cells) + "</row>").Bytes()), null);

        if (!refused) rows.Read().ShouldBeFalse();
        else Should.Throw<FixSettingsException>(() => rows.Read()).OwnerMessage.ShouldContain("more cells than any sheet has columns");
    }

    [Fact]
    public void GivenASheetInUtf16_WhenRead_ThenItIsRefused()
    {
        var utf16 = string.Concat((Row(1, "Order ID", "Note") + Row(2, "1", "x")).Select(c => c + "\0"));
        Should.Throw<FixSettingsException>(() => XlsxRows.Open(new MemoryStream(new Workbook(utf16).Bytes()), null)).OwnerMessage.ShouldContain("UTF-8");
    }

    [Fact]
    public void GivenSharedTextsOfTheLimit_WhenRead_ThenTheyGoIn_AndOneByteMoreDoesNot()
    {
        Read(new XlsxLimits { SharedTextBytes = 10 }).ShouldBe(["1", "0123456789"]);
        Refused(new XlsxLimits { SharedTextBytes = 9 }).ShouldContain("more than 9 bytes of text");
    }

    [Fact]
    public void GivenManySharedTextsOfNothing_WhenRead_ThenTheyCountToo()
    {
        var book = new Workbook(Row(1, "Order ID", "Note")).Shared([.. Enumerable.Repeat("", 13)]).Bytes();

        Should.Throw<FixSettingsException>(() => XlsxRows.Open(new MemoryStream(book), null, new XlsxLimits { SharedTextBytes = 100 })).OwnerMessage.ShouldContain("more than 100 bytes of text");
    }

    [Fact]
    public void GivenARowOfTheLimit_WhenRead_ThenItGoesIn_AndOneByteMoreDoesNot()
    {
        var header = "Order IDNote".Length;

        Read(new XlsxLimits { RowBytes = header }).ShouldBe(["1", "0123456789"]);
        Refused(new XlsxLimits { RowBytes = header - 1 }).ShouldContain($"A row of the workbook holds more than {header - 1} bytes");
        Refused(new XlsxLimits { RowBytes = header - 2 }).ShouldContain("holds more than");
    }

    [Fact]
    public void GivenTheUsualLimits_WhenTheyAreSaid_ThenInWordsOfPeople()
    {
        XlsxLimits.Size(XlsxLimits.Usual.UnzippedBytes).ShouldBe("2 GiB");
        XlsxLimits.Size(XlsxLimits.Usual.SharedTextBytes).ShouldBe("256 MiB");
        XlsxLimits.Size(XlsxLimits.Usual.RowBytes).ShouldBe("16 MiB");
    }

    // The cells of the second row.
    private static string[] Read(XlsxLimits limits)
    {
        using var rows = XlsxRows.Open(new MemoryStream(Book), null, limits);
        rows.Read().ShouldBeTrue();
        return [Encoding.UTF8.GetString(rows.Cell(0)), Encoding.UTF8.GetString(rows.Cell(1))];
    }

    private static string Many(string xml, int times) => new StringBuilder().Insert(0, xml, times).ToString();

    private static string Refused(XlsxLimits limits) => Should.Throw<FixSettingsException>(() => Read(limits)).OwnerMessage;
}
