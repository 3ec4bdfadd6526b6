using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Sync.Connectors.Files.Xlsx;

/// <summary>Reads one cell into a row. Of a formula it takes the value that Excel kept; nothing is computed.</summary>
internal sealed class XlsxCells(XlsxTexts texts, XlsxStyles styles, bool from1904)
{
    /// <summary>Reads the cell that the reader stands on, up to its end.</summary>
    /// <returns>Its column.</returns>
    public int Read(OpenXmlReader reader, XlsxRow row, int nextColumn)
    {
        var (column, style, type) = (nextColumn, -1, "n");
        foreach (var attribute in reader.Attributes)
        {
            if (attribute.LocalName == "r") column = Column(attribute.Value, nextColumn);
            else if (attribute.LocalName == "s") style = int.Parse(attribute.Value!, NumberStyles.None, CultureInfo.InvariantCulture);
            else if (attribute.LocalName == "t") type = attribute.Value;
        }

        if (column >= XlsxLimits.Columns) throw WrongFile.File("The workbook has a row with more cells than any sheet has columns. Save it as CSV.");
        while (reader.Read() && !(reader.ElementType == typeof(Cell) && reader.IsEndElement))
        {
            if (!reader.IsStartElement) continue;
            if (reader.ElementType == typeof(CellValue)) Set(row, column, reader.GetText(), type, style);
            else if (reader.ElementType == typeof(InlineString)) row.Set(column, XlsxTexts.TextOf(reader, typeof(InlineString)));
        }

        return column;
    }

    private void Set(XlsxRow row, int column, string raw, string? type, int style)
    {
        if (type == "s" && int.TryParse(raw, NumberStyles.None, CultureInfo.InvariantCulture, out var index)) row.Set(column, texts[index]);
        else row.Set(column, type switch
        {
            "b" => raw == "1" ? "true" : "false",
            "n" => (styles.IsDate(style) ? XlsxNumber.Date(raw, from1904) : null) ?? XlsxNumber.Text(raw),
            _ => raw,
        }, typed: type is "n" or "d");
    }

    /// <summary>The column of a reference such as <c>AB12</c>; some writers leave references out.</summary>
    private static int Column(string? reference, int next)
    {
        var column = 0;
        foreach (var c in reference ?? "")
        {
            if (!char.IsAsciiLetter(c)) break;
            column = column * 26 + (char.ToUpperInvariant(c) - 'A' + 1);
            if (column > XlsxLimits.Columns) throw WrongFile.File($"The workbook has a cell at {reference}, which no sheet has.");
        }

        return column == 0 ? next : column - 1;
    }
}
