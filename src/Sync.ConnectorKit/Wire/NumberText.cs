using System.Globalization;
using System.Text.RegularExpressions;

namespace Sync.ConnectorKit.Wire;

/// <summary>Numbers as texts, with a point before the decimals. What could be read in two ways is none.</summary>
public static partial class NumberText
{
    /// <summary>The number; null where the text is none, or has commas that need not mean thousands.</summary>
    public static decimal? Parse(string? text)
    {
        if (text is null) return null;
        if (text.Contains(',') && Grouped().IsMatch(text)) text = text.Replace(",", "", StringComparison.Ordinal);
        return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    // 1,234.56 and 1,234,567 can only be thousands; 1,234 alone could be one and a bit in half of the world.
    [GeneratedRegex(@"^\s*[+-]?\d{1,3}(?:(,\d{3}){2,}(\.\d+)?|,\d{3}\.\d+)\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Grouped();
}
