using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Sync.Connectors.Files.Values;

/// <summary>Reads dates and remembers what they tell of the file's way to write them.</summary>
internal sealed class DateReader(string? format)
{
    // Excel's day 0; a bare number is taken for a date only between 1954 and 2119, so that a year is not.
    private static readonly DateTime ExcelEpoch = new(1899, 12, 30);
    private const decimal FirstSerial = 20_000;
    private const decimal LastSerial = 80_000;

    private readonly bool hasOffset = format is not null && (format.Contains('z') || format.Contains('K'));
    private readonly bool hasClock = format is not null && (format.Contains('h') || format.Contains('H') || format.Length == 1);

    /// <summary>What the dates with slashes have told so far.</summary>
    public DateOrder Order { get; } = new();

    /// <summary>Why a row is rejected whose time is none.</summary>
    public static Rejection NotADate(ReadOnlySpan<byte> cell) => new(
        "bad date",
        $"{CellText.Quoted(cell)} is not a date that is known; write 2011-09-30 14:05, or say the dateFormat in a mapping file.");

    /// <summary>Reads a time; none where the text is no time.</summary>
    public FileTime Read(ReadOnlySpan<byte> text)
    {
        if (format is not null) return Exact(text);
        var scanner = new DateScanner(text);
        if (!scanner.TryDate(out var a, out var b, out var year, out var style)) return Serial(text);
        var dayOnly = scanner.AtEnd;
        if (!scanner.TryTime(out var time, out var offset)) return default;
        var read = style switch
        {
            DateStyle.YearFirst => Of(year, a, b, time, offset),
            DateStyle.DayFirst => Of(year, b, a, time, offset),
            _ => Slashed(year, a, b, time, offset),
        };
        return dayOnly && !read.IsNone ? FileTime.Day(read) : read;
    }

    /// <summary>Reads a date and a time of day that stand in two cells; the second counts where the first names only a day.</summary>
    public FileTime Read(ReadOnlySpan<byte> date, ReadOnlySpan<byte> clock)
    {
        var read = Read(date);
        if (clock.IsEmpty || !read.IsDay) return read;
        var scanner = new DateScanner(clock);
        return scanner.TryClock(out var time, out var offset) && offset is null ? read.At(time) : default;
    }

    private FileTime Slashed(int year, int first, int second, TimeSpan time, TimeSpan? offset)
    {
        if (first > 12 || second > 12)
        {
            var dayFirst = first > 12;
            var sure = dayFirst ? Of(year, second, first, time, offset) : Of(year, first, second, time, offset);
            if (!sure.IsNone) Order.Sure(dayFirst);
            return sure;
        }

        if (first == second || offset is not null) return first == second ? Of(year, first, second, time, offset) : default;
        var either = Of(year, first, second, time, null);
        if (either.IsNone) return default;
        Order.Unclear();
        return FileTime.Unclear(new DateTime(year, first, second) + time);
    }

    private static FileTime Of(int year, int month, int day, TimeSpan time, TimeSpan? offset)
    {
        if (year is < 1900 or > 9998 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) return default;
        var wall = new DateTime(year, month, day) + time;
        return offset is { } known ? FileTime.Instant(new DateTimeOffset(wall, known)) : FileTime.Wall(wall);
    }

    private static FileTime Serial(ReadOnlySpan<byte> text)
    {
        if (!Utf8Parser.TryParse(text, out decimal serial, out var used) || used != text.Length) return default;
        if (serial is < FirstSerial or > LastSerial) return default;
        var wall = FileTime.Wall(ExcelEpoch.AddSeconds((double)decimal.Round(serial * 86_400)));
        return decimal.Truncate(serial) == serial ? FileTime.Day(wall) : wall;
    }

    private FileTime Exact(ReadOnlySpan<byte> text)
    {
        var chars = Encoding.UTF8.GetString(text);
        var culture = CultureInfo.InvariantCulture;
        if (hasOffset)
            return DateTimeOffset.TryParseExact(chars, format, culture, DateTimeStyles.AllowWhiteSpaces, out var instant) && instant.Year is >= 1900 and <= 9998
                ? FileTime.Instant(instant)
                : default;
        if (!DateTime.TryParseExact(chars, format, culture, DateTimeStyles.AllowWhiteSpaces, out var wall) || wall.Year is < 1900 or > 9998) return default;
        return hasClock ? FileTime.Wall(wall) : FileTime.Day(FileTime.Wall(wall));
    }
}
