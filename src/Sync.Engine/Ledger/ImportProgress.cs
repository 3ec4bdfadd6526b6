using System.Globalization;
using Sync.Store;

namespace Sync.Engine.Ledger;

/// <summary>How far a connection's first import of orders has come; gone when it is done.</summary>
internal sealed record ImportProgress(DateTimeOffset StartedAt)
{
    // Pages overlap a little, and single orders lie far from their neighbours; more than this is another list.
    private const int LargestStep = 45;

    // A sale of the night may be counted under either day.
    private const int Slack = 2;

    /// <summary>Orders read so far, over all runs.</summary>
    public long Read { get; init; }

    /// <summary>How many the POS says there are; null where it does not.</summary>
    public long? Expected { get; init; }

    /// <summary>Time that was spent reading, over all runs, in seconds.</summary>
    public long Seconds { get; init; }

    /// <summary>When it went on last.</summary>
    public DateTimeOffset At { get; init; } = StartedAt;

    /// <summary>The earliest days that orders may have by what is known (how far back the POS lets one read, the oldest customer); empty where nothing is.</summary>
    public IReadOnlyList<DateOnly> Begins { get; init; } = [];

    /// <summary>The day in the middle of the first page of orders.</summary>
    public DateOnly? FirstDay { get; init; }

    /// <summary>The day in the middle of the latest page.</summary>
    public DateOnly? Day { get; init; }

    /// <summary>Whether the days went back and forth (a location after the other), so that they tell nothing of how much is left.</summary>
    public bool Unsteady { get; init; }

    /// <summary>The same after another page.</summary>
    public ImportProgress Reaching(DateOnly day)
    {
        if (FirstDay is not { } first || Day is not { } before) return this with { FirstDay = day, Day = day };
        var (step, way) = (day.DayNumber - before.DayNumber, Math.Sign(before.DayNumber - first.DayNumber));
        return this with { Day = day, Unsteady = Unsteady || (way != 0 && Math.Sign(step) == -way && Math.Abs(step) > LargestStep) };
    }

    /// <summary>
    /// How much is done, 0 to 1, by the days: from today back to where the past begins where the latest comes first, the other way
    /// round where the oldest does. An estimate, for not every day has as many orders; null where the days do not tell.
    /// </summary>
    public double? ShareByDays(DateOnly today)
    {
        if (Unsteady || FirstDay is not { } first || Day is not { } day || day == first) return null;
        if (day > first) return Of(day.DayNumber - first.DayNumber, today.DayNumber - first.DayNumber);
        // A beginning that was passed was none.
        var begins = Begins.Where(b => b.DayNumber <= day.DayNumber + Slack).ToList();
        return begins.Count == 0 ? null : Of(today.DayNumber - day.DayNumber, today.DayNumber - begins.Max().DayNumber);
    }

    public static ImportProgress? From(DocumentFields? fields) => fields is { } f && f.Time("startedAt") is { } startedAt
        ? new ImportProgress(startedAt)
        {
            Read = f.Integer("read") ?? 0,
            Expected = f.Integer("expected"),
            Seconds = f.Integer("seconds") ?? 0,
            At = f.Time("at") ?? startedAt,
            Begins = [.. f.TextList("begins").Select(Parse).OfType<DateOnly>()],
            FirstDay = Parse(f.Text("firstDay")),
            Day = Parse(f.Text("day")),
            Unsteady = f.Flag("unsteady") ?? false,
        }
        : null;

    public void Write(DocumentBodyWriter w)
    {
        w.Time("at", At);
        if (Begins.Count > 0) w.TextList("begins", Begins.Select(Text));
        if (Day is { } day) w.Text("day", Text(day));
        if (Expected is { } expected) w.Number("expected", expected);
        if (FirstDay is { } first) w.Text("firstDay", Text(first));
        w.Number("read", Read);
        w.Number("seconds", Seconds);
        w.Time("startedAt", StartedAt);
        if (Unsteady) w.Flag("unsteady", true);
    }

    private static double? Of(int done, int all) => all <= 0 ? null : Math.Clamp((double)done / all, 0, 1);

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static DateOnly? Parse(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
