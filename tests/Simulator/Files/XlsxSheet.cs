using System.IO.Compression;
using System.Security;
using System.Text;

namespace Sync.Simulator.Files;

/// <summary>Writes a workbook of one sheet, each cell a text of its own.</summary>
internal static class XlsxSheet
{
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Package = "http://schemas.openxmlformats.org/package/2006";
    private const string Office = "application/vnd.openxmlformats-officedocument.spreadsheetml.";

    public static byte[] Write(IEnumerable<string?[]> rows)
    {
        using var to = new MemoryStream();
        using (var zip = new ZipArchive(to, ZipArchiveMode.Create))
        {
            Part(zip, "[Content_Types].xml", [$"<Types xmlns='{Package}/content-types'><Default Extension='rels' ContentType='application/vnd.openxmlformats-package.relationships+xml'/>"
                + $"<Override PartName='/xl/workbook.xml' ContentType='{Office}sheet.main+xml'/><Override PartName='/xl/worksheets/sheet1.xml' ContentType='{Office}worksheet+xml'/></Types>"]);
            Part(zip, "_rels/.rels", [Relation("officeDocument", "xl/workbook.xml")]);
            Part(zip, "xl/workbook.xml", [$"<workbook xmlns='{Main}' xmlns:r='{Rel}'><sheets><sheet name='Export' sheetId='1' r:id='r1'/></sheets></workbook>"]);
            Part(zip, "xl/_rels/workbook.xml.rels", [Relation("worksheet", "worksheets/sheet1.xml")]);
            Part(zip, "xl/worksheets/sheet1.xml", [$"<?xml version='1.0'?><worksheet xmlns='{Main}'><sheetData>", .. rows.Select(Row), "</sheetData></worksheet>"]);
        }

        return to.ToArray();
    }

    private static string Row(string?[] cells, int at) => $"<row r='{at + 1}'>{string.Concat(cells.Select((c, i) => Cell(c, (char)('A' + i), at + 1)))}</row>";

    private static string Cell(string? text, char column, int row) => text is null
        ? ""
        : $"<c r='{column}{row}' t='inlineStr'><is><t xml:space='preserve'>{SecurityElement.Escape(text)}</t></is></c>";

    private static string Relation(string type, string target) =>
        $"<Relationships xmlns='{Package}/relationships'><Relationship Id='r1' Type='{Rel}/{type}' Target='{target}'/></Relationships>";

    private static void Part(ZipArchive zip, string name, IEnumerable<string> xml)
    {
        using var part = new StreamWriter(zip.CreateEntry(name, CompressionLevel.Fastest).Open(), new UTF8Encoding(false));
        foreach (var piece in xml) part.Write(piece);
    }
}
