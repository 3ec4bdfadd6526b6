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
        Refused(new XlsxLimits { PartCharacters = longest - 1 }).ShouldContain("damaged");
    }

    [Fact]
    public void GivenSharedTextsOfTheLimit_WhenRead_ThenTheyGoIn_AndOneByteMoreDoesNot()
    {
        Read(new XlsxLimits { SharedTextBytes = 10 }).ShouldBe(["1", "0123456789"]);
        Refused(new XlsxLimits { SharedTextBytes = 9 }).ShouldContain("more than 9 bytes of text");
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

    private static string Refused(XlsxLimits limits) => Should.Throw<FixSettingsException>(() => Read(limits)).OwnerMessage;
}
