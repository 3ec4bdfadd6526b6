using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Sync.ConnectorKit.Wire;

namespace Sync.Connectors.Files.Values;

/// <summary>Reads dates and remembers what they tell of the file's way to write them.</summary>
/// <param name="format">How it writes them; null to recognise it.</param>
/// <param name="from1904">Whether bare day numbers are counted from 1904.</param>
internal sealed class DateReader(string? format, bool from1904 = false)
{
    // Excel's day 0; a bare number is taken for a date only between 1954 and 2119, so that a year is not.
    private static readonly DateTime ExcelEpoch = new(1899, 12, 30);
    private const decimal FirstSerial = 20_000;
    private const decimal LastSerial = 80_000;
    private const int DaysTo1904 = 1_462;

    private readonly TimePattern? pattern = format is null ? null : TimePattern.Of(format);

    /// <summary>What the dates with slashes have told so far.</summary>
    public DateOrder Order { get; } = new();

    /// <summary>Why a row is rejected whose time is none.</summary>
    public static Rejection NotADate(ReadOnlySpan<byte> cell) => new(
        "bad date",
        $"{CellText.Quoted(cell)} is not a date that is known; write 2011-09-30 14:05, or say the dateFormat in a mapping file.");

    /// <summary>Reads a time; none where the text is no time.</summary>
    /// <param name="text">The text.</param>
    /// <param name="typed">Whether the file has it as a date or a number, so that it is not written in any format.</param>
    public FileTime Read(ReadOnlySpan<byte> text, bool typed) => Read(text, typed, out _);

    private FileTime Read(ReadOnlySpan<byte> text, bool typed, out TimeSpan time)
    {
        if (pattern is not null && !typed) return Exact(text, pattern, out time);
        var scanner = new DateScanner(text);
        if (!scanner.TryDate(out var a, out var b, out var year, out var style)) return Serial(text, out time);
        var dayOnly = scanner.AtEnd;
        if (!scanner.TryTime(out time, out var offset)) return default;
        var read = style switch
        {
            DateStyle.YearFirst => Of(year, a, b, time, offset),
            DateStyle.DayFirst => Of(year, b, a, time, offset),
            _ => Slashed(year, a, b, time, offset),
        };
        return dayOnly && !read.IsNone ? FileTime.Day(read) : read;
    }

    /// <summary>Reads a date and a time of day that stand in two cells.</summary>
    /// <param name="date">The cell of the date; midnight sharp is how programs write a day.</param>
    /// <param name="typed">Whether the file has the date as a date or a number.</param>
    /// <param name="clock">The cell of the time of day; empty for none.</param>
    /// <param name="time">The time; none where there is no such time.</param>
    /// <returns>Why there is none; null where there is one.</returns>
    public Rejection? Read(ReadOnlySpan<byte> date, bool typed, ReadOnlySpan<byte> clock, out FileTime time)
    {
        time = Read(date, typed, out var own);
        if (time.IsNone) return NotADate(date);
        if (clock.IsEmpty) return null;
        var scanner = new DateScanner(clock);
        if (!scanner.TryClock(out var stated, out var offset) || offset is not null)
            return new Rejection("bad time", $"The time of day {CellText.Quoted(clock)} is none that is known; write 14:05 or 14:05:30.");
        return TryAt(stated, own, ref time)
            ? null
            : new Rejection("date and time disagree", $"The date {CellText.Quoted(date)} and the time of day {CellText.Quoted(clock)} say two different times. Mend one of them, or leave the time out with \"time\": null in a mapping file.");
    }

    // A time of day with an offset is an instant, and the clock beside it may well be another place's. At midnight it may be a mere
    // day that a program has put an offset to, and then nobody can tell of which place the time is.
    private static bool TryAt(TimeSpan stated, TimeSpan own, ref FileTime time)
    {
        if (time.IsInstant) return own != TimeSpan.Zero || stated == TimeSpan.Zero;
        if (own != TimeSpan.Zero && !Agree(own, stated)) return false;
        if (own.Seconds == 0) time = time.At(stated);
        return true;
    }

    // Cells that show no seconds have lost them.
    private static bool Agree(TimeSpan one, TimeSpan other) =>
        one == other || ((one.Seconds == 0 || other.Seconds == 0) && (int)one.TotalMinutes == (int)other.TotalMinutes);

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

    private FileTime Serial(ReadOnlySpan<byte> text, out TimeSpan time)
    {
        time = default;
        if (!Utf8Parser.TryParse(text, out decimal serial, out var used) || used != text.Length || serial > LastSerial) return default;
        if (from1904) serial += DaysTo1904;
        if (serial is < FirstSerial or > LastSerial) return default;
        var wall = ExcelEpoch.AddSeconds((double)decimal.Round(serial * 86_400));
        time = wall.TimeOfDay;
        return decimal.Truncate(serial) == serial ? FileTime.Day(FileTime.Wall(wall)) : FileTime.Wall(wall);
    }

    private static FileTime Exact(ReadOnlySpan<byte> text, TimePattern pattern, out TimeSpan time)
    {
        time = default;
        if (!pattern.TryRead(Encoding.UTF8.GetString(text), DateTimeStyles.AllowWhiteSpaces, out var read) || read.Year is < 1900 or > 9998) return default;
        time = read.TimeOfDay;
        if (read.Kind == DateTimeKind.Utc) return FileTime.Instant(read);
        return pattern.HasClock ? FileTime.Wall(read) : FileTime.Day(FileTime.Wall(read));
    }
}
