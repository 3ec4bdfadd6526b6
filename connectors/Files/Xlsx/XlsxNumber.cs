using System.Globalization;

namespace Sync.Connectors.Files.Xlsx;

/// <summary>Numbers of a workbook as the text that a person sees.</summary>
internal static class XlsxNumber
{
    // A double holds 15 decimal digits; of a longer number Excel has lost the end.
    private const double Exact = 1e15;
    private static readonly DateTime Epoch1900 = new(1899, 12, 30);
    private static readonly DateTime Epoch1904 = new(1904, 1, 1);

    /// <summary>17850 is <c>17850</c> and 2.5499999999999998 is <c>2.55</c>; what Excel has rounded keeps its exponent, so that an id of it is refused.</summary>
    public static string Text(string raw)
    {
        if (!double.TryParse(raw, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number)) return raw;
        if (Math.Abs(number) >= Exact) return number.ToString("0.##############E+00", CultureInfo.InvariantCulture);
        return ((decimal)number).ToString("0.###################", CultureInfo.InvariantCulture);
    }

    /// <summary>A day count in a cell that is shown as a date, as ISO text; a part of a day as a time of day; null where it is outside the calendar.</summary>
    public static string? Date(string raw, bool from1904)
    {
        if (!double.TryParse(raw, NumberStyles.Float, CultureInfo.InvariantCulture, out var days) || days is < 0 or > 2_900_000) return null;
        if (days < 1) return DateTime.MinValue.AddSeconds(Math.Round(days * 86_400)).ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        var wall = (from1904 ? Epoch1904 : Epoch1900).AddSeconds(Math.Round(days * 86_400));
        return wall.ToString(wall.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
    }
}
