using System.Globalization;
using System.Text;

namespace Sync.ConnectorKit.Wire;

/// <summary>
/// A pattern of times in .NET's words, such as <c>dd/MM/yyyy HH:mm</c>, and by which clock it goes: one with <c>K</c> or <c>z</c> by
/// the offset that a time states, one with the word <c>Z</c>, <c>UTC</c> or <c>GMT</c> (quoted or not) by UTC, any other by the shop's.
/// </summary>
public sealed class TimePattern
{
    // In summer and with all its parts different, so that a pattern that loses one of them does not read back.
    private static readonly DateTimeOffset Sample = new(2026, 7, 31, 13, 45, 0, TimeSpan.Zero);

    private static readonly string[] UtcWords = ["Z", "UTC", "GMT"];

    private readonly string pattern;
    private readonly string parts;
    private readonly bool isUtc;

    private TimePattern(string pattern)
    {
        this.pattern = pattern;
        (parts, var words) = Split(pattern);
        isUtc = !HasOffset && words.Any(w => UtcWords.Contains(w, StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>Whether it names the hour.</summary>
    public bool HasClock => parts.Contains('h') || parts.Contains('H');

    private bool HasOffset => parts.Contains('z') || parts.Contains('K');

    /// <summary>The pattern of a text; one letter stands for one of .NET's own patterns.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static TimePattern Of(string text)
    {
        try
        {
            return new TimePattern(text.Length == 1 ? DateTimeFormatInfo.InvariantInfo.GetAllDateTimePatterns(text[0])[0] : text);
        }
        catch (ArgumentException e)
        {
            throw new FormatException($"'{text}' is no pattern of times.", e);
        }
    }

    /// <summary>Why a text is no pattern that times can be read by, to stand after it in a sentence; null where it is one.</summary>
    public static string? WhyNot(string text)
    {
        try
        {
            var pattern = Of(text);
            if (!pattern.TryRead(pattern.Write(Sample, at => at.DateTime), DateTimeStyles.None, out var read) || read.Date != Sample.Date)
                return "does not name day, month and year, such as dd/MM/yyyy HH:mm";
            return pattern.HasClock && read.Hour != Sample.Hour ? "does not tell morning from afternoon: write HH, or hh with tt" : null;
        }
        catch (FormatException)
        {
            return "is no pattern of dates; write one such as dd/MM/yyyy HH:mm";
        }
    }

    /// <summary>Reads a time.</summary>
    /// <param name="text">The text.</param>
    /// <param name="styles">What more than the pattern it may hold.</param>
    /// <param name="time">Of kind UTC where it is an instant, else what a wall clock showed.</param>
    public bool TryRead(string text, DateTimeStyles styles, out DateTime time)
    {
        var culture = CultureInfo.InvariantCulture;
        if (!DateTime.TryParseExact(text, pattern, culture, styles, out time)) return false;
        // K also takes a time without an offset. One with it comes by this machine's clock, which is nobody's.
        return (!isUtc && time.Kind == DateTimeKind.Unspecified)
            || DateTime.TryParseExact(text, pattern, culture, styles | DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
    }

    /// <summary>Writes an instant.</summary>
    /// <param name="at">The instant.</param>
    /// <param name="wall">What the shop's wall clock showed then.</param>
    public string Write(DateTimeOffset at, Func<DateTimeOffset, DateTime> wall) =>
        HasOffset ? at.ToUniversalTime().ToString(pattern, CultureInfo.InvariantCulture)
        : (isUtc ? at.UtcDateTime : wall(at)).ToString(pattern, CultureInfo.InvariantCulture);

    /// <summary>The letters that stand for a part of a time, and the words that stand for themselves.</summary>
    private static (string Parts, string[] Words) Split(string pattern)
    {
        var (parts, literal) = (new StringBuilder(), new StringBuilder());
        for (var i = 0; i < pattern.Length; i++)
        {
            var c = pattern[i];
            if (c is '\'' or '"')
            {
                for (i++; i < pattern.Length && pattern[i] != c; i++) literal.Append(pattern[i]);
            }
            else if (c == '\\')
            {
                if (++i < pattern.Length) literal.Append(pattern[i]);
            }
            else if ("dfFghHKmMstyz".Contains(c))
            {
                parts.Append(c);
                literal.Append(' ');
            }
            else
            {
                literal.Append(char.IsLetter(c) ? c : ' ');
            }
        }

        return (parts.ToString(), literal.ToString().Split([' ', ':', '-', '/', '.', ',', '(', ')'], StringSplitOptions.RemoveEmptyEntries));
    }
}
