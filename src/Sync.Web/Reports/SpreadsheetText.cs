using System.Globalization;

namespace Sync.Web.Reports;

/// <summary>Makes text safe to open in a spreadsheet, which takes a cell that begins like a formula for one and runs it (CSV injection).</summary>
internal static class SpreadsheetText
{
    // As OWASP lists them, the full-width forms included: https://owasp.org/www-community/attacks/CSV_Injection.
    private const string Begins = "=+-@\t\r\n＝＋－＠";

    /// <summary>The cell, with an apostrophe before it where it could be taken for a formula. Numbers stay numbers.</summary>
    public static string Neutral(string cell) => cell.Length > 0 && Begins.Contains(cell[0]) && !IsNumber(cell) ? "'" + cell : cell;

    private static bool IsNumber(string cell) =>
        decimal.TryParse(cell, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out _);
}
