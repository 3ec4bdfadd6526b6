using System.Globalization;
using Sync.Model;

namespace Sync.Web.Site.Status;

/// <summary>Instants and days as people of a shop say them, by the shop's own clock.</summary>
internal sealed class ShopTime(OrgSettings settings, DateTimeOffset now)
{
    private readonly StoreClock clock = StoreClock.Of(settings.TimeZone, settings.DayStartHour);

    /// <summary>The business day of now.</summary>
    public DateOnly Today => clock.At(now).Date;

    /// <summary>The business day of an instant.</summary>
    public DateOnly DayOf(DateTimeOffset instant) => clock.At(instant).Date;

    /// <summary>Such as <c>14:30</c> today, <c>14:30 on 3 May</c> else, with the year where it is another one.</summary>
    public string At(DateTimeOffset instant)
    {
        var (local, today) = (Local(instant), Local(now));
        var format = local.Date == today.Date ? "HH:mm" : local.Year == today.Year ? "HH:mm 'on' d MMM" : "HH:mm 'on' d MMM yyyy";
        return local.ToString(format, CultureInfo.InvariantCulture);
    }

    /// <summary>Such as <c>5 minutes ago</c>.</summary>
    public string Ago(DateTimeOffset instant) => (now - instant) switch
    {
        { TotalMinutes: < 1 } => "just now",
        { TotalMinutes: < 90 } age => Count(age.TotalMinutes, "minute") + " ago",
        { TotalHours: < 36 } age => Count(age.TotalHours, "hour") + " ago",
        var age => Count(age.TotalDays, "day") + " ago",
    };

    /// <summary>Such as <c>about 3 minutes left</c>.</summary>
    public static string Left(TimeSpan left) => left.TotalSeconds < 50 ? "less than a minute left"
        : left.TotalMinutes < 90 ? $"about {Count(left.TotalMinutes, "minute")} left"
        : $"about {Count(left.TotalHours, "hour")} left";

    /// <summary>Such as <c>3 May 2023</c>.</summary>
    public static string Day(DateOnly day) => day.ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>Such as <c>1,234</c>.</summary>
    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Count(double number, string what)
    {
        var whole = Math.Max(1, (long)Math.Round(number));
        return whole == 1 ? "1 " + what : $"{Number(whole)} {what}s";
    }

    private DateTime Local(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, clock.Zone).DateTime;
}
