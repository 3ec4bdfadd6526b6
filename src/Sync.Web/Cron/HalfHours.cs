using Sync.Engine.Runs;

namespace Sync.Web.Cron;

/// <summary>The cron's beat: minute 0 and minute 30 of every hour.</summary>
internal static class HalfHours
{
    private static readonly TimeSpan Beat = TimeSpan.FromMinutes(30);

    // A timer may end a moment early by the wall clock; without this the same beat would come twice.
    private static readonly TimeSpan AtLeast = TimeSpan.FromSeconds(5);

    /// <summary>How long to wait for the next beat; from 5 seconds to half an hour and those 5 seconds.</summary>
    public static TimeSpan Until(DateTimeOffset now) => Beats.After(now + AtLeast - TimeSpan.FromTicks(1), Beat) - now;
}
