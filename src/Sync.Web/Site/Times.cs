using System.Globalization;
using Sync.Model;

namespace Sync.Web.Site;

/// <summary>Instants as people of the org read them: in its own time zone.</summary>
internal static class Times
{
    /// <summary>Such as <c>3 Mar 2026 14:05</c>.</summary>
    public static string Minute(OrgSettings org, DateTimeOffset at) => Local(org, at).ToString("d MMM yyyy HH:mm", CultureInfo.InvariantCulture);

    /// <summary>Such as <c>3 Mar 2026 14:05:09</c>.</summary>
    public static string Second(OrgSettings org, DateTimeOffset at) => Local(org, at).ToString("d MMM yyyy HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>Such as <c>3 Mar 2026</c>.</summary>
    public static string Day(OrgSettings org, DateTimeOffset at) => Local(org, at).ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>Such as <c>8 s</c>, <c>4 min 10 s</c>, <c>2 h 5 min</c>.</summary>
    public static string Length(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time switch
    {
        { TotalSeconds: < 10 } => $"{time.TotalSeconds:0.0} s",
        { TotalMinutes: < 1 } => $"{time.TotalSeconds:0} s",
        { TotalHours: < 1 } => $"{time.Minutes} min {time.Seconds} s",
        _ => $"{(int)time.TotalHours} h {time.Minutes} min",
    }}");

    private static DateTimeOffset Local(OrgSettings org, DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, StoreClock.Of(org.TimeZone).Zone);
}
