using Sync.Model;

namespace Sync.Connectors.Files.Values;

/// <summary>
/// A time as a file states it, in eight bytes: an instant, a wall clock, or a wall clock whose day and month could be the
/// other way round. What it was becomes known only when the whole file has been read.
/// </summary>
internal readonly struct FileTime
{
    private const int KindShift = 62;
    private const ulong TickMask = (1UL << KindShift) - 1;

    // A tenth of a millionth of a second after midnight is no time that a till writes.
    private const long DayOnly = 1;

    private readonly ulong bits;

    private FileTime(Kind kind, long ticks) => bits = ((ulong)kind << KindShift) | (ulong)ticks;

    private enum Kind
    {
        Wall,
        Instant,
        MonthFirst,
    }

    /// <summary>Whether no time was stated.</summary>
    public bool IsNone => bits == 0;

    /// <summary>Whether only the day is stated.</summary>
    public bool IsDay => !IsNone && (long)(bits & TickMask) % TimeSpan.TicksPerDay == DayOnly;

    public static FileTime Wall(DateTime wall) => new(Kind.Wall, wall.Ticks);

    /// <summary>A time of which only the day is stated.</summary>
    public static FileTime Day(FileTime midnight) => new((Kind)(midnight.bits >> KindShift), (long)(midnight.bits & TickMask) | DayOnly);

    public static FileTime Instant(DateTimeOffset instant) => new(Kind.Instant, instant.UtcTicks);

    /// <summary>A wall clock read with the month first, where the day could as well be.</summary>
    public static FileTime Unclear(DateTime monthFirst) => new(Kind.MonthFirst, monthFirst.Ticks);

    /// <summary>Whether it has its own offset, so that it is an instant by itself.</summary>
    public bool IsInstant => (Kind)(bits >> KindShift) == Kind.Instant;

    /// <summary>The same day with the time of day that another cell states.</summary>
    public FileTime At(TimeSpan clock) => new((Kind)(bits >> KindShift), (long)(bits & TickMask) / TimeSpan.TicksPerDay * TimeSpan.TicksPerDay + clock.Ticks);

    /// <summary>The instant it was.</summary>
    public DateTimeOffset Resolve(StoreClock clock, bool dayFirst)
    {
        var time = new DateTime((long)(bits & TickMask));

        // A sale of which only the day is known belongs to that business day, whenever it starts.
        if (IsDay) time = time.Date.AddHours(clock.DayStartHour);
        return (Kind)(bits >> KindShift) switch
        {
            Kind.Instant => new DateTimeOffset(time, TimeSpan.Zero),
            Kind.MonthFirst when dayFirst => clock.FromLocal(new DateTime(time.Year, time.Day, time.Month) + time.TimeOfDay),
            _ => clock.FromLocal(time),
        };
    }
}
