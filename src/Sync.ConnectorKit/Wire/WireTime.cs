using System.Globalization;
using Sync.Model;

namespace Sync.ConnectorKit.Wire;

/// <summary>Reads ISO 8601 times, with or without an offset.</summary>
public static class WireTime
{
    // No POS is older.
    private const int FirstYear = 1970;
    private const int LastYear = 9000;

    /// <summary>The instant, in UTC. A time without an offset is what the shop's wall clock showed. Null where the text is no plausible time.</summary>
    public static DateTimeOffset? Parse(string? text, StoreClock clock)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        var trimmed = text.AsSpan().Trim();
        if (!BeginsWithDay(trimmed)) return null;
        // Offsets are at most 14 hours, so a plausible year leaves room for every zone's arithmetic.
        return HasOffset(trimmed)
            ? DateTimeOffset.TryParse(trimmed, CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant) && Plausible(instant.Year)
                ? instant.ToUniversalTime()
                : null
            : DateTime.TryParse(trimmed, CultureInfo.InvariantCulture, DateTimeStyles.None, out var wall) && Plausible(wall.Year)
                ? clock.FromLocal(wall)
                : null;
    }

    private static bool Plausible(int year) => year is >= FirstYear and <= LastYear;

    // The parser of the framework is generous: it takes "10.5" for a day of this year and "12:30" for a time of today.
    private static bool BeginsWithDay(ReadOnlySpan<char> text) => text.Length >= 10 && text[4] == '-' && text[7] == '-';

    private static bool HasOffset(ReadOnlySpan<char> text)
    {
        if (text[^1] is 'Z' or 'z') return true;
        // A minus within the first ten characters belongs to the date.
        return text.Length > 10 && text[10..].IndexOfAny('+', '-') >= 0;
    }
}
