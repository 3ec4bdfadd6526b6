namespace Sync.Connectors.Files.Values;

/// <summary>Takes a date and a time apart from left to right, without a string in between.</summary>
internal ref struct DateScanner(ReadOnlySpan<byte> text)
{
    private const long TicksPerTenth = TimeSpan.TicksPerSecond / 10;

    private ReadOnlySpan<byte> rest = text;

    /// <summary>Reads three numbers with separators: for <see cref="DateStyle.YearFirst"/> a is the month and b the day, else the first and the second number.</summary>
    public bool TryDate(out int a, out int b, out int year, out DateStyle style)
    {
        (a, b, year, style) = (0, 0, 0, default);
        if (!TryNumber(1, 4, out var first, out var width) || rest.IsEmpty) return false;
        var separator = rest[0];
        if (separator is not ((byte)'-' or (byte)'/' or (byte)'.')) return false;
        if (!Skip(separator) || !TryNumber(1, 2, out var second, out _) || !Skip(separator)) return false;
        if (width == 4)
        {
            (year, a, style) = (first, second, DateStyle.YearFirst);
            return TryNumber(1, 2, out b, out _);
        }

        (a, b, style) = (first, second, separator == '.' ? DateStyle.DayFirst : DateStyle.Either);
        return width <= 2 && TryNumber(4, 4, out year, out _);
    }

    /// <summary>Whether nothing is left to read.</summary>
    public readonly bool AtEnd => rest.IsEmpty;

    /// <summary>Reads what follows the date, to the end: nothing, or a time, perhaps with an offset.</summary>
    public bool TryTime(out TimeSpan time, out TimeSpan? offset)
    {
        (time, offset) = (default, null);
        if (rest.IsEmpty) return true;
        return (Skip((byte)'T') || Blanks()) && TryClock(out time, out offset);
    }

    /// <summary>Reads a time of day to the end, perhaps with an offset.</summary>
    public bool TryClock(out TimeSpan time, out TimeSpan? offset)
    {
        (time, offset) = (default, null);
        if (!TryNumber(1, 2, out var hour, out _) || !Skip((byte)':') || !TryNumber(2, 2, out var minute, out _)) return false;
        var second = 0;
        long fraction = 0;
        if (Skip((byte)':') && !(TryNumber(2, 2, out second, out _) && TryFraction(out fraction))) return false;
        Blanks();
        if (!TryHalf(ref hour) || hour > 23 || minute > 59 || second > 59) return false;
        time = new TimeSpan(hour, minute, second) + TimeSpan.FromTicks(fraction);
        return rest.IsEmpty || (TryOffset(out offset) && rest.IsEmpty);
    }

    private bool TryFraction(out long ticks)
    {
        ticks = 0;
        if (!Skip((byte)'.')) return true;
        var worth = TicksPerTenth;
        var any = false;
        for (; !rest.IsEmpty && char.IsAsciiDigit((char)rest[0]); rest = rest[1..], worth /= 10, any = true)
            ticks += (rest[0] - '0') * worth;
        return any;
    }

    /// <summary>AM or PM.</summary>
    private bool TryHalf(ref int hour)
    {
        if (rest.Length < 2 || (rest[1] | 0x20) != 'm' || (rest[0] | 0x20) is not ('a' or 'p')) return true;
        if (hour is < 1 or > 12) return false;
        hour = hour % 12 + ((rest[0] | 0x20) == 'p' ? 12 : 0);
        rest = rest[2..];
        return Blanks() || true;
    }

    private bool TryOffset(out TimeSpan? offset)
    {
        offset = TimeSpan.Zero;
        if (rest.SequenceEqual("Z"u8) || rest.SequenceEqual("UTC"u8) || rest.SequenceEqual("z"u8))
        {
            rest = default;
            return true;
        }

        var sign = rest[0] == '-' ? -1 : 1;
        if (!Skip((byte)'+') && !Skip((byte)'-')) return false;
        if (!TryNumber(2, 2, out var hours, out _)) return false;
        var minutes = 0;
        Skip((byte)':');
        if (!rest.IsEmpty && !TryNumber(2, 2, out minutes, out _)) return false;
        offset = sign * new TimeSpan(hours, minutes, 0);
        return hours < 14 && minutes < 60;
    }

    private bool TryNumber(int fewest, int most, out int value, out int width)
    {
        (value, width) = (0, 0);
        while (width < rest.Length && width < most && char.IsAsciiDigit((char)rest[width])) value = value * 10 + (rest[width++] - '0');
        if (width < fewest) return false;
        rest = rest[width..];
        return true;
    }

    private bool Skip(byte expected)
    {
        if (rest.IsEmpty || rest[0] != expected) return false;
        rest = rest[1..];
        return true;
    }

    private bool Blanks()
    {
        var before = rest.Length;
        rest = rest.TrimStart((byte)' ');
        return rest.Length < before;
    }
}
