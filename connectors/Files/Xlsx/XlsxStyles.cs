using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Sync.Connectors.Files.Xlsx;

/// <summary>Which cell styles show a number as a date.</summary>
internal sealed class XlsxStyles
{
    private readonly bool[] dates;

    private XlsxStyles(bool[] dates) => this.dates = dates;

    /// <summary>Whether a style shows dates.</summary>
    public bool IsDate(int style) => style >= 0 && style < dates.Length && dates[style];

    public static XlsxStyles Read(WorkbookPart workbook)
    {
        var sheet = workbook.WorkbookStylesPart is { } part ? XlsxLimits.Whole(part).Stylesheet : null;
        var custom = sheet?.NumberingFormats?.Elements<NumberingFormat>()
            .Where(f => f.NumberFormatId is not null)
            .ToLookup(f => f.NumberFormatId!.Value, f => f.FormatCode?.Value ?? "");
        var formats = sheet?.CellFormats?.Elements<CellFormat>().Select(f => f.NumberFormatId?.Value ?? 0) ?? [];
        return new XlsxStyles([.. formats.Select(id => custom?[id].FirstOrDefault() is { } code ? ShowsDate(code) : IsBuiltInDate(id))]);
    }

    // Source: ECMA-376 part 1, 18.8.30, with the East Asian ids.
    private static bool IsBuiltInDate(uint id) => id is (>= 14 and <= 22) or (>= 27 and <= 36) or (>= 45 and <= 47) or (>= 50 and <= 58);

    /// <summary>Whether a format code has a part of a date outside of quotes and brackets.</summary>
    private static bool ShowsDate(string code)
    {
        var quoted = false;
        var bracketed = false;
        for (var i = 0; i < code.Length; i++)
        {
            var c = code[i];
            if (c == '"') quoted = !quoted;
            else if (quoted) continue;
            else if (c is '\\' or '_' or '*') i++;
            else if (c is '[' or ']') bracketed = c == '[';
            else if (!bracketed && char.ToLowerInvariant(c) is 'd' or 'y' or 'h' or 's' or 'm') return true;
        }

        return false;
    }
}
