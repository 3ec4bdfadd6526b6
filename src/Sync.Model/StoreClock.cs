namespace Sync.Model;

/// <summary>A shop's own calendar: its time zone and the hour at which its business day starts.</summary>
/// <param name="Zone">The time zone of the location.</param>
/// <param name="DayStartHour">0 to 23: a sale before this local hour belongs to the day before. A bar that closes at 3 sets 4.</param>
public sealed record StoreClock(TimeZoneInfo Zone, int DayStartHour = 0)
{
    /// <summary>The clock of an IANA zone name such as <c>Europe/London</c>.</summary>
    /// <exception cref="FormatException">There is no such zone, or the hour is outside 0 to 23.</exception>
    public static StoreClock Of(string zone, int dayStartHour = 0)
    {
        if (dayStartHour is < 0 or > 23)
            throw new FormatException($"{dayStartHour} is not an hour: a business day starts at 0 to 23.");
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var info))
            throw new FormatException($"'{zone}' is not a time zone: use a name such as Europe/London or America/New_York.");
        return new StoreClock(info, dayStartHour);
    }

    /// <summary>The clock of a zone that somebody sets now: abbreviations such as <c>EST</c> are refused (<see cref="TimeZoneNames"/>).</summary>
    /// <exception cref="FormatException">There is no such zone, it is an abbreviation, or the hour is outside 0 to 23. Says what to use.</exception>
    public static StoreClock Chosen(string zone, int dayStartHour = 0) =>
        TimeZoneNames.WhyNot(zone) is { } wrong ? throw new FormatException(wrong) : Of(zone, dayStartHour);

    /// <summary>The business date of an instant and the local hour (0 to 23) it falls in.</summary>
    public (DateOnly Date, int Hour) At(DateTimeOffset instant)
    {
        var local = instant.UtcDateTime + Zone.GetUtcOffset(instant);
        var date = DateOnly.FromDateTime(local);
        return (local.Hour < DayStartHour ? date.AddDays(-1) : date, local.Hour);
    }

    /// <summary>
    /// The instant that a wall clock in the shop showed. A time that occurs twice (autumn) is the earlier one; one that
    /// the clocks skipped (spring) is moved forward by as much as they were.
    /// </summary>
    public DateTimeOffset FromLocal(DateTime wall)
    {
        wall = DateTime.SpecifyKind(wall, DateTimeKind.Unspecified);
        if (Zone.IsInvalidTime(wall))
        {
            // The offset in force just before the gap, applied to the skipped time, lands as far after the gap.
            var before = Zone.GetUtcOffset(wall.AddHours(-3));
            return new DateTimeOffset(wall, before).ToUniversalTime();
        }

        var offset = Zone.IsAmbiguousTime(wall) ? Zone.GetAmbiguousTimeOffsets(wall).Max() : Zone.GetUtcOffset(wall);
        return new DateTimeOffset(wall, offset).ToUniversalTime();
    }
}
