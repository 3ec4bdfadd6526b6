using System.Globalization;
using System.Text.RegularExpressions;

namespace Sync.Connectors.Files.Rejects;

/// <summary>
/// Makes text safe to open in a spreadsheet, which takes a cell that begins like a formula for one and runs it (CSV injection):
/// an apostrophe goes before it. A spreadsheet whose lists are separated by another sign than ours begins cells within ours, so the
/// same is done after every sign that may separate cells. Text that has apostrophes of its own before such a sign gets one more, so
/// that taking one away gives back what was there.
/// </summary>
internal static partial class SpreadsheetText
{
    // As OWASP lists them, the full-width forms included: https://owasp.org/www-community/attacks/CSV_Injection.
    private const string Signs = "=+@＝＋－＠-";
    private const string Begins = "\t\r\n" + Signs;

    // What separates cells or rows elsewhere. Quotes that follow may be taken away there, as around a cell.
    private const string Separated = "(?<=[;\\t\\r\\n])";
    private const string Formula = "(?=['\"]*[" + Signs + "])";

    /// <summary>The cell, with an apostrophe wherever a formula could begin. A number stays one.</summary>
    public static string Neutral(string cell) => (LooksLikeFormula(cell) && !IsNumber(cell) ? "'" : "") + BeginsWithin().Replace(cell, "'");

    /// <summary>What <see cref="Neutral"/> was given.</summary>
    public static string Undone(string cell) => NeutralWithin().Replace(cell.StartsWith('\'') && LooksLikeFormula(cell) ? cell[1..] : cell, "");

    private static bool LooksLikeFormula(string cell) => cell.AsSpan().TrimStart('\'') is [var first, ..] && Begins.Contains(first);

    private static bool IsNumber(string cell) =>
        decimal.TryParse(cell, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out _);

    // A number too: where a comma separates nothing, the next cell goes on from it, and "+1" and "5+cmd" are one formula.
    [GeneratedRegex(Separated + Formula, RegexOptions.CultureInvariant)]
    private static partial Regex BeginsWithin();

    [GeneratedRegex(Separated + "'" + Formula, RegexOptions.CultureInvariant)]
    private static partial Regex NeutralWithin();
}
