using System.Globalization;

namespace Sync.Connectors.Files.Rejects;

/// <summary>
/// Makes text safe to open in a spreadsheet, which takes a cell that begins like a formula for one and runs it (CSV injection):
/// an apostrophe goes before it. Text that begins with apostrophes of its own before such a sign gets one more, so that taking one
/// away gives back what was there.
/// </summary>
internal static class SpreadsheetText
{
    // As OWASP lists them, the full-width forms included: https://owasp.org/www-community/attacks/CSV_Injection.
    private const string Begins = "=+-@\t\r\n＝＋－＠";

    /// <summary>The cell, with an apostrophe before it where it could be taken for a formula. Numbers stay numbers.</summary>
    public static string Neutral(string cell) => LooksLikeFormula(cell) && !IsNumber(cell) ? "'" + cell : cell;

    /// <summary>What <see cref="Neutral"/> was given.</summary>
    public static string Undone(string cell) => cell.StartsWith('\'') && LooksLikeFormula(cell) ? cell[1..] : cell;

    private static bool LooksLikeFormula(string cell) => cell.AsSpan().TrimStart('\'') is [var first, ..] && Begins.Contains(first);

    private static bool IsNumber(string cell) =>
        decimal.TryParse(cell, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out _);
}
