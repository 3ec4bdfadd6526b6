using System.IO.Compression;
using System.Text;

namespace Sync.Files.Tests;

public sealed class WrongFilesGiven
{
    private const string Header = "Order ID,Date,Item,Price\n";

    private static byte[] Rows(string tail) => [.. Encoding.UTF8.GetBytes(Header + "1,2011-01-01,Mug,1\n" + tail)];

    [Theory]
    [InlineData("", "empty")]
    [InlineData("\n\n", "empty")]
    [InlineData("%PDF-1.7 and so on", "PDF")]
    [InlineData("\"Order ID\"x,Date,Total\n1,2011-01-01,5\n", "header line is damaged")]
    [InlineData("one column", "order id")]
    [InlineData("{\"orders\":[{\"id\":1}]}", "order id")]
    [InlineData("<!doctype html><html><body>Sign in</body></html>", "order id")]
    public async Task GivenAFileThatIsNoTable_WhenRead_ThenItIsRefused(string content, string message)
    {
        using var import = new Import(content);
        (await import.Refused()).OwnerMessage.ShouldContain(message);
    }

    [Fact]
    public async Task GivenMoreColumnsThanAnybodyHas_WhenRead_ThenItIsRefused_AndOfTheMostItIsNot()
    {
        static string Columns(int more) => "Order ID,Date,Item,Price" + string.Concat(Enumerable.Range(0, more).Select(i => ",c" + i));
        using var most = new Import(Columns(496) + "\n1,2011-01-01,Mug,1" + new string(',', 496) + "\n");
        (await most.Orders()).Count.ShouldBe(1);
        using var csv = new Import(Columns(497) + "\n1,2011-01-01,Mug,1" + new string(',', 497) + "\n");
        (await csv.Refused()).OwnerMessage.ShouldContain("501 columns; 500 are the most");
        var cells = string.Concat(Enumerable.Range(0, 501).Select(i => $"<c t='inlineStr'><is><t>c{i}</t></is></c>"));
        using var workbook = new Import(new Workbook($"<row r='1'>{cells}</row>").Bytes());
        (await workbook.Refused()).OwnerMessage.ShouldContain("501 columns; 500 are the most");
    }

    [Fact]
    public async Task GivenNoFile_WhenRead_ThenThePathIsNamed()
    {
        using var import = new Import("x");
        import.With("file", import.PathOf("nowhere.csv"));
        (await import.Refused()).OwnerMessage.ShouldContain("nowhere.csv");
    }

    [Fact]
    public async Task GivenAFolder_WhenRead_ThenItIsCalledOne()
    {
        using var import = new Import("x");
        import.With("file", import.PathOf("."));
        (await import.Refused()).OwnerMessage.ShouldContain("is a folder. Name one file in it.");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(65_533)]
    [InlineData(65_534)]
    [InlineData(65_535)]
    [InlineData(300_000)]
    public async Task GivenInvalidUtf8AnywhereInTheFile_WhenRead_ThenItIsRefusedWithItsLine(int filler)
    {
        var start = Encoding.UTF8.GetBytes(Header + "1,2011-01-01," + new string('x', filler));
        using var import = new Import([.. start, .. Encoding.Latin1.GetBytes("Café,1\n2,2011-01-01,Mug,1\n")]);
        (await import.Refused()).OwnerMessage.ShouldContain("not valid UTF-8 near line 2");
    }

    [Fact]
    public async Task GivenACharacterCutOffAtTheEnd_WhenRead_ThenTheFileIsRefused()
    {
        using var import = new Import([.. Rows("2,2011-01-01,Caf"), 0xC3]);
        (await import.Refused()).OwnerMessage.ShouldContain("not valid UTF-8 near line 3");
    }

    [Fact]
    public async Task GivenNulBytes_WhenRead_ThenTheFileIsRefused()
    {
        using var import = new Import(Rows("2,2011-01-01,M\0g,1\n"));
        (await import.Refused()).OwnerMessage.ShouldContain("NUL bytes (near line 3)");
        using var utf16 = new Import(Encoding.Unicode.GetBytes(Header));
        (await utf16.Refused()).OwnerMessage.ShouldContain("UTF-16");
    }

    [Fact]
    public async Task GivenDamagedUtf16_WhenRead_ThenTheFileIsRefused()
    {
        using var import = new Import([0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Header), 0x00, 0xD8, 0x41, 0x00]);
        (await import.Refused()).OwnerMessage.ShouldContain("UTF-16");
    }

    [Fact]
    public async Task GivenAQuoteThatIsNeverClosed_WhenRead_ThenTheFileIsRefusedWithItsLine()
    {
        using var import = new Import(Rows("2,2011-01-01,\"Mug,1\n" + string.Concat(Enumerable.Range(3, 50).Select(i => $"{i},2011-01-01,Mug,1\n"))));
        (await import.Refused()).OwnerMessage.ShouldContain("the row of line 3");
    }

    [Fact]
    public async Task GivenAQuoteThatSwallowsMegabytes_WhenRead_ThenTheFileIsRefused()
    {
        using var import = new Import(Rows("2,2011-01-01,\"Mug,1\n" + new string('x', 40 << 20)));
        await import.Refused();
    }

    [Fact]
    public async Task GivenAGzipCutShortOrDamaged_WhenRead_ThenTheFileIsRefused()
    {
        var whole = Zipped(Rows(string.Concat(Enumerable.Range(0, 5000).Select(i => $"{i},2011-01-01,Mug {i * 7919},1\n"))));
        using var cut = new Import(whole[..(whole.Length / 2)]);
        (await cut.Refused()).OwnerMessage.ShouldContain("gzip");
        for (var i = 2000; i < 2040; i++) whole[i] ^= 0x5A;
        using var damaged = new Import(whole);
        await damaged.Refused();
    }

    [Fact]
    public async Task GivenAnOldExcelFile_WhenRead_ThenItSaysHowToSaveIt()
    {
        using var import = new Import([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]);
        (await import.Refused()).OwnerMessage.ShouldContain(".xlsx");
    }

    [Fact]
    public async Task GivenAFileThatIsMended_WhenReadAgainInTheSameRun_ThenItGoesIn()
    {
        using var import = new Import("x");
        var context = import.Context();
        await Should.ThrowAsync<ConnectorKit.FixSettingsException>(() => import.Pages(ConnectorKit.PosStream.Orders, context));
        File.WriteAllBytes(import.PathOf("input"), Rows(""));
        (await import.Pages(ConnectorKit.PosStream.Orders, context)).ShouldHaveSingleItem().Records.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(9)]
    public async Task GivenAGzipWithoutItsLastBytes_WhenRead_ThenTheFileIsRefused(int kept)
    {
        var whole = Zipped(Rows("2,2011-01-01,Mug,1\n"));
        using var import = new Import(whole[..(whole.Length - 10 + kept)]);
        (await import.Refused()).OwnerMessage.ShouldContain("gzip");
    }

    [Fact]
    public async Task GivenTwoGzipsInOneFile_WhenRead_ThenBothAreRead()
    {
        using var import = new Import([.. Zipped(Rows("")), .. Zipped(Encoding.UTF8.GetBytes("2,2011-01-01,Mug,1\n"))]);
        (await import.Orders()).Count.ShouldBe(2);
    }

    internal static byte[] Zipped(byte[] content)
    {
        using var to = new MemoryStream();
        using (var gzip = new GZipStream(to, CompressionLevel.Fastest)) gzip.Write(content);
        return to.ToArray();
    }
}
