using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Sync.Connectors.Files.Xlsx;

/// <summary>A workbook that was opened, and the sheet that is read.</summary>
internal sealed class XlsxBook(SpreadsheetDocument document) : IDisposable
{
    public WorkbookPart Workbook => document.WorkbookPart ?? throw WrongFile.File("The workbook has no sheets.");

    /// <summary>Whether its days are counted from 1904, as old Macs did.</summary>
    public bool From1904 => Root?.WorkbookProperties?.Date1904?.Value ?? false;

    private Workbook? Root => XlsxLimits.Whole(Workbook).Workbook;

    public static XlsxBook Open(Stream file, XlsxLimits limits)
    {
        limits.Check(file);
        return new XlsxBook(SpreadsheetDocument.Open(file, false, new OpenSettings { MaxCharactersInPart = limits.PartCharacters }));
    }

    /// <summary>The sheet of a name, or the first.</summary>
    public WorksheetPart Sheet(string? name)
    {
        var sheets = Root?.Sheets?.Elements<Sheet>().ToList() ?? [];
        var sheet = name is null ? sheets.FirstOrDefault() : sheets.Find(s => s.Name?.Value == name);
        if (sheet is null && name is not null)
            throw WrongFile.Map($"The workbook has no sheet '{name}'. It has: {string.Join(", ", sheets.Select(s => $"'{s.Name?.Value}'"))}.");
        return sheet?.Id?.Value is { } id && Workbook.GetPartById(id) is WorksheetPart part
            ? part
            : throw WrongFile.File("The first sheet of the workbook is no table. Name another one in a mapping file: {\"sheet\":\"…\"}.");
    }

    /// <summary>The names of its sheets, that of the one that <see cref="Sheet"/> takes first.</summary>
    public IReadOnlyList<string> SheetNames(string? name)
    {
        var all = Root?.Sheets?.Elements<Sheet>().Select(s => s.Name?.Value ?? "").ToList() ?? [];
        return [.. all.Where((s, i) => name is null ? i == 0 : s == name), .. all.Where((s, i) => name is null ? i > 0 : s != name)];
    }

    public void Dispose() => document.Dispose();
}
