using Sync.Model;

namespace Sync.Connectors.Files.Values;

/// <summary>
/// A time as a file states it, in eight bytes: an instant, a wall clock, or a wall clock whose day and month could be the
/// other way round. What it was becomes known only when the whole file has been read.
/// </summary>
internal readonly struct FileTime
{
    private const int KindShift = 62;
    private const long TickMask = (1L << KindShift) - 1;

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

    public static FileTime Wall(DateTime wall) => new(Kind.Wall, wall.Ticks);

    public static FileTime Instant(DateTimeOffset instant) => new(Kind.Instant, instant.UtcTicks);

    /// <summary>A wall clock read with the month first, where the day could as well be.</summary>
    public static FileTime Unclear(DateTime monthFirst) => new(Kind.MonthFirst, monthFirst.Ticks);

    /// <summary>The instant it was.</summary>
    public DateTimeOffset Resolve(StoreClock clock, bool dayFirst)
    {
        var time = new DateTime((long)bits & TickMask);
        return (Kind)(bits >> KindShift) switch
        {
            Kind.Instant => new DateTimeOffset(time, TimeSpan.Zero),
            Kind.MonthFirst when dayFirst => clock.FromLocal(new DateTime(time.Year, time.Day, time.Month) + time.TimeOfDay),
            _ => clock.FromLocal(time),
        };
    }
}
