using System.IO.Compression;
using System.Text;

namespace Sync.Files.Tests;

/// <summary>Writes workbooks part by part, so that a test can write what no spreadsheet would.</summary>
internal sealed class Workbook
{
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Office = "application/vnd.openxmlformats-officedocument.spreadsheetml.";

    private readonly Dictionary<string, string> parts = [];
    private readonly List<string> shared = [];

    /// <summary>A workbook of which the first sheet has these rows in XML; <c>{text}</c> stands for a shared text.</summary>
    public Workbook(string rows, string workbookProperties = "", string secondSheet = "")
    {
        parts["[Content_Types].xml"] = "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'>"
            + "<Default Extension='rels' ContentType='application/vnd.openxmlformats-package.relationships+xml'/>"
            + "<Override PartName='/xl/workbook.xml' ContentType='" + Office + "sheet.main+xml'/>"
            + "<Override PartName='/xl/worksheets/sheet1.xml' ContentType='" + Office + "worksheet+xml'/>"
            + "<Override PartName='/xl/worksheets/sheet2.xml' ContentType='" + Office + "worksheet+xml'/>"
            + "<Override PartName='/xl/sharedStrings.xml' ContentType='" + Office + "sharedStrings+xml'/>"
            + "<Override PartName='/xl/styles.xml' ContentType='" + Office + "styles+xml'/></Types>";
        parts["_rels/.rels"] = Relations(("officeDocument", "xl/workbook.xml"));
        parts["xl/workbook.xml"] = $"<workbook xmlns='{Main}' xmlns:r='{Rel}'>{workbookProperties}<sheets><sheet name='First' sheetId='1' r:id='r0'/><sheet name='Second' sheetId='2' r:id='r1'/></sheets></workbook>";
        parts["xl/_rels/workbook.xml.rels"] = Relations(
            ("worksheet", "worksheets/sheet1.xml"), ("worksheet", "worksheets/sheet2.xml"), ("sharedStrings", "sharedStrings.xml"), ("styles", "styles.xml"));
        parts["xl/styles.xml"] = $"<styleSheet xmlns='{Main}'><numFmts count='2'><numFmt numFmtId='164' formatCode='yyyy\\-mm\\-dd hh:mm'/><numFmt numFmtId='165' formatCode='[Red]0.00\"days\"'/></numFmts>"
            + "<cellXfs count='4'><xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='164'/><xf numFmtId='165'/></cellXfs></styleSheet>";
        parts["xl/worksheets/sheet1.xml"] = Sheet(rows);
        parts["xl/worksheets/sheet2.xml"] = Sheet(secondSheet);
    }

    public Workbook Part(string name, string xml)
    {
        parts[name] = xml;
        return this;
    }

    /// <summary>Makes a part larger by blanks at its end, which mean nothing.</summary>
    public Workbook Padded(string name, int by) => Part(name, parts[name] + new string(' ', by));

    public byte[] Bytes()
    {
        parts.TryAdd("xl/sharedStrings.xml", $"<sst xmlns='{Main}'>{string.Concat(shared.Select(s => $"<si>{s}</si>"))}</sst>");
        using var to = new MemoryStream();
        using (var zip = new ZipArchive(to, ZipArchiveMode.Create))
            foreach (var (name, xml) in parts)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(Encoding.UTF8.GetBytes(xml));
            }

        return to.ToArray();
    }

    /// <summary>A row of cells, each the XML of a cell after <c>&lt;c</c>, or a plain text that becomes a shared one.</summary>
    public static string Row(int number, params string[] cells) =>
        $"<row r='{number}'>{string.Concat(cells.Select((c, i) => Cell($"{(char)('A' + i)}{number}", c)))}</row>";

    private static string Cell(string at, string content) => content switch
    {
        "" => "",
        _ when content.StartsWith('<') => $"<c r='{at}'>{content}</c>",
        _ when content.StartsWith(' ') => $"<c r='{at}'{content}</c>",
        _ => $"<c r='{at}' t='inlineStr'><is><t>{content}</t></is></c>",
    };

    public Workbook Shared(params string[] items)
    {
        shared.AddRange(items);
        return this;
    }

    private static string Sheet(string rows) => $"<?xml version='1.0'?><worksheet xmlns='{Main}'><sheetData>{rows}</sheetData></worksheet>";

    private static string Relations(params (string Type, string Target)[] relations) =>
        "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"
        + string.Concat(relations.Select((r, i) => $"<Relationship Id='r{i}' Type='{Rel}/{r.Type}' Target='{r.Target}'/>")) + "</Relationships>";
}
