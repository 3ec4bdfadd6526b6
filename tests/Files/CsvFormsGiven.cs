using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Sync.Connectors.Files.Reading;

namespace Sync.Files.Tests;

public sealed class CsvFormsGiven
{
    private const string File = "Order ID,Date,Item,Price\n1,2011-01-01,Café 🍰,1\n";

    public static TheoryData<string, byte[]> Encodings => new()
    {
        { "UTF-8", Encoding.UTF8.GetBytes(File) },
        { "UTF-8 with a mark", [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(File)] },
        { "UTF-16 little-endian", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(File)] },
        { "UTF-16 big-endian", [.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes(File)] },
        { "gzip", WrongFilesGiven.Zipped(Encoding.UTF8.GetBytes(File)) },
        { "gzip of UTF-16", WrongFilesGiven.Zipped([.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(File)]) },
        { "CRLF", Encoding.UTF8.GetBytes(File.Replace("\n", "\r\n", StringComparison.Ordinal)) },
        { "CR", Encoding.UTF8.GetBytes(File.Replace('\n', '\r')) },
        { "no last line end", Encoding.UTF8.GetBytes(File.TrimEnd()) },
        { "blank lines", Encoding.UTF8.GetBytes("\n" + File.Replace("\n", "\n\n", StringComparison.Ordinal)) },
    };

    [Theory]
    [MemberData(nameof(Encodings))]
    public async Task GivenAnyFormOfText_WhenRead_ThenItIsTheSame(string form, byte[] content)
    {
        using var import = new Import(content);
        (await import.Orders()).ShouldHaveSingleItem(form).Lines[0].Name.ShouldBe("Café 🍰", form);
    }

    [Theory]
    [InlineData(',')]
    [InlineData(';')]
    [InlineData('\t')]
    [InlineData('|')]
    public async Task GivenADelimiter_WhenRead_ThenItIsRecognised(char delimiter)
    {
        using var import = new Import(File.Replace(',', delimiter));
        (await import.Orders()).ShouldHaveSingleItem();
        (await import.Mapping()).Delimiter.ShouldBe(delimiter);
    }

    [Theory]
    [InlineData('~')]
    [InlineData('#')]
    [InlineData(' ')]
    [InlineData('/')]
    [InlineData('$')]
    [InlineData('\u001f')] // ASCII's own unit separator
    public async Task GivenADelimiterThatAMappingFileNames_WhenRead_ThenItDelimits(char delimiter)
    {
        var json = System.Text.Json.JsonSerializer.Serialize(new { delimiter = delimiter.ToString() });
        using var import = new Import($"Order_ID{delimiter}Date{delimiter}Item{delimiter}Price\n1{delimiter}2011-01-01{delimiter}\"Mug {delimiter} red\"{delimiter}1.50\n").WithMapping(json);

        var order = (await import.Orders()).ShouldHaveSingleItem();

        (order.Total.Major, order.Lines[0].Name).ShouldBe((1.5m, $"Mug {delimiter} red"));
        (await import.Mapping()).Delimiter.ShouldBe(delimiter);
    }

    [Fact]
    public async Task GivenSemicolonsAndCommasInTheCells_WhenRead_ThenTheSemicolonDelimits()
    {
        using var import = new Import("Order ID;Date;Item;Price\n1;2011-01-01;Mug, red, large;1,50\n2;2011-01-01;Mug, blue, small;2,50\n")
            .WithMapping("""{"decimal":","}""");
        (await import.Orders()).Select(o => o.Total.Major).ShouldBe([1.5m, 2.5m]);
    }

    [Fact]
    public async Task GivenACellOfAMegabyte_WhenRead_ThenItGoesIn()
    {
        using var import = new Import($"Order ID,Date,Item,Price\n1,2011-01-01,\"{new string('"', 1 << 20)}\",1\n");
        (await import.Orders())[0].Lines[0].Name.ShouldBe(new string('"', 1 << 19));
    }

    [Fact]
    public async Task GivenAStrayQuoteInAPlainCell_WhenRead_ThenItIsText()
    {
        using var import = new Import("Order ID,Date,Item,Price\n1,2011-01-01,5\" nail,1\n");
        (await import.Orders())[0].Lines[0].Name.ShouldBe("5\" nail");
    }

    /// <summary>Any table that a writer of CSV writes is read as it was, with the line at which each row starts.</summary>
    [Fact]
    public void GivenAnyTable_WhenWrittenAndRead_ThenItIsTheSame()
    {
        var cells = Gen.Elements('a', 'é', '\ud83c', '"', ',', ';', '\t', '|', '\n', '\r', ' ', '=', '0').ArrayOf()
            .Select(c => new string(c).Replace("\ud83c", "🍰", StringComparison.Ordinal));
        var tables =
            from width in Gen.Choose(2, 5)
            from rows in cells.ArrayOf(width).ListOf()
            from delimiter in Gen.Elements(',', ';', '\t', '|')
            from newline in Gen.Elements("\n", "\r\n")
            from always in Gen.Elements(true, false)
            select (rows, delimiter, newline, always, width);
        Prop.ForAll(tables.ToArbitrary(), t => SameAfter([.. t.rows], t.delimiter, t.newline, t.always, t.width))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(500).WithReplay(1, 3));
    }

    private static bool SameAfter(string[][] rows, char delimiter, string newline, bool always, int width)
    {
        var text = new StringBuilder(string.Join(delimiter, Enumerable.Range(0, width).Select(i => $"h{i}"))).Append(newline);
        var lines = new List<int>();
        var line = 2;
        foreach (var row in rows)
        {
            lines.Add(line);
            var written = string.Join(delimiter, row.Select(c => Quoted(c, delimiter, always)));
            text.Append(written).Append(newline);
            line += 1 + Breaks(written);
        }

        using var source = CsvRows.Open(new MemoryStream(Encoding.UTF8.GetBytes(text.ToString())), delimiter);
        for (var i = 0; i < rows.Length; i++)
        {
            if (!source.Read() || source.Line != lines[i] || source.Damage is not null) return false;
            for (var c = 0; c < width; c++)
                if (Encoding.UTF8.GetString(source.Cell(c)) != rows[i][c]) return false;
        }

        return !source.Read();
    }

    private static string Quoted(string cell, char delimiter, bool always) =>
        always || cell.AsSpan().ContainsAny([delimiter, '"', '\n', '\r']) ? "\"" + cell.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"" : cell;

    private static int Breaks(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal).Count(c => c is '\n' or '\r');
}
