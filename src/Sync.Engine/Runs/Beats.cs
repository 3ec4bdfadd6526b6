namespace Sync.Engine.Runs;

/// <summary>The beats of a cron: every full multiple of its interval since midnight, such as minute 0 and minute 30 of every hour by UTC.</summary>
public static class Beats
{
    /// <summary>The first beat after an instant.</summary>
    /// <param name="instant">When; on a beat, the next one is meant.</param>
    /// <param name="every">The interval; more than zero.</param>
    public static DateTimeOffset After(DateTimeOffset instant, TimeSpan every) =>
        new(instant.UtcTicks - (instant.UtcTicks % every.Ticks) + every.Ticks, TimeSpan.Zero);
}
