using System.Globalization;

namespace Sync.Connectors.Toast;

/// <summary>How far orders have been read.</summary>
/// <param name="High">When the read began: what changed before is in it.</param>
/// <param name="Since">From when on it reads the restaurants that were read before; null reads all history.</param>
/// <param name="Known">The restaurants that were read before; another one is read from its beginning.</param>
/// <param name="Finished">Those that this read is through with.</param>
/// <param name="At">Where it stands in the next one; null where it has not begun there.</param>
internal sealed record OrderCursor(
    DateTimeOffset High, DateTimeOffset? Since, IReadOnlyList<string> Known, IReadOnlyList<string> Finished, LegState? At)
{
    private const string Version = "v1";
    private const string Resumed = "resume1";

    // Without the guests of all that there is.
    private static readonly DateTimeOffset Always = DateTimeOffset.UnixEpoch;

    /// <summary>From when on the orders that were read came without their guests; null where none did.</summary>
    public DateTimeOffset? GuestlessFrom { get; init; }

    /// <summary>The cursor of this read, once it has reached its end.</summary>
    /// <param name="since">From when on the next one reads.</param>
    /// <param name="restaurants">The restaurants that it read.</param>
    public string Done(DateTimeOffset since, IReadOnlyList<string> restaurants) => $"{Version}|{Text(since)}|{string.Join(',', restaurants)}{Guestless}";

    /// <summary>
    /// The same read, where the guests are shown or are not. What came without them is read again with them; what comes without them
    /// now is noted, from where this read begins.
    /// </summary>
    public OrderCursor WithGuests(bool shown, IReadOnlyList<string> restaurants)
    {
        if (!shown) return this with { GuestlessFrom = GuestlessFrom ?? (restaurants.All(Known.Contains) ? Since : null) ?? Always };
        if (GuestlessFrom is not { } from || At is not null) return this; // what a read that goes on has behind it is not read again by it
        return from == Always ? this with { Since = null, Known = [], GuestlessFrom = null } : this with { Since = from < Since ? from : Since, GuestlessFrom = null };
    }

    /// <summary>What a cursor says; one that cannot be read says to begin at the beginning.</summary>
    public static OrderCursor Parse(string? cursor, Func<DateTimeOffset> begin)
    {
        var parts = (cursor ?? "").Split('|');
        if (parts is [Version, var since, var known, .. var more] && more.Length <= 1 && Time(since) is { } at)
            return new OrderCursor(begin(), at, List(known), [], null) { GuestlessFrom = more is [var from] ? Time(from) : null };
        if (parts.Length is 12 or 13 && parts[0] == Resumed && Time(parts[1]) is { } high && LegState.Parse(parts.AsSpan(5)) is { } leg)
            return new OrderCursor(high, Time(parts[2]), List(parts[3]), List(parts[4]), leg) { GuestlessFrom = parts.Length == 13 ? Time(parts[12]) : null };
        return new OrderCursor(begin(), null, [], [], null);
    }

    /// <summary>This place in a read that goes on.</summary>
    public string ToText() => string.Join(
        '|', Resumed, Text(High), Since is { } since ? Text(since) : "", string.Join(',', Known), string.Join(',', Finished), At?.ToText()) + Guestless;

    private string Guestless => GuestlessFrom is { } from ? "|" + Text(from) : "";

    internal static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    internal static DateTimeOffset? Time(string text) =>
        DateTimeOffset.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    private static string[] List(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>A place in one restaurant's orders, and what is needed to go on from there without asking again.</summary>
internal sealed record LegState(string Restaurant, DateTimeOffset From, DateTimeOffset UpTo, TimeSpan Width, bool ByDay, string Zone, string Currency)
{
    public static LegState? Parse(ReadOnlySpan<string> parts) =>
        OrderCursor.Time(parts[1]) is { } from && OrderCursor.Time(parts[2]) is { } upTo
        && long.TryParse(parts[3], NumberStyles.None, CultureInfo.InvariantCulture, out var width) && width > 0
            ? new LegState(parts[0], from, upTo, TimeSpan.FromMilliseconds(width), parts[4] == "day", parts[5], parts[6])
            : null;

    public string ToText() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Restaurant}|{OrderCursor.Text(From)}|{OrderCursor.Text(UpTo)}|{(long)Width.TotalMilliseconds}|{(ByDay ? "day" : "time")}|{Zone}|{Currency}");
}
