using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Sync.ConnectorKit;
using Sync.Model;

namespace Sync.Connectors.Toast;

/// <summary>One answer in its turn.</summary>
/// <param name="Batch">What it held.</param>
/// <param name="Checkpoint">Where to go on once it is stored; null within a window of several pages.</param>
/// <param name="End">On the last, and only there.</param>
internal sealed record OrderStep(OrderBatch Batch, string? Checkpoint, StreamEnd? End);

/// <summary>
/// Reads the orders of every restaurant, newest first, in windows of the time they were changed. A window is made so narrow
/// that one answer holds all of it: Toast's numbered pages shift while orders change, and an order would fall between two
/// of them unseen.
/// </summary>
internal sealed class OrderReader(ToastSession session, PosStream stream)
{
    private readonly bool byDay = session.Connection.Settings.Text(ToastSettings.HistoryBy) == ToastSettings.ByBusinessDate;

    public async IAsyncEnumerable<OrderStep> ReadAsync(string? cursor, [EnumeratorCancellation] CancellationToken cancellation)
    {
        session.Pages.Open(stream);
        try
        {
            await foreach (var step in StepsAsync(cursor, cancellation).ConfigureAwait(false)) yield return step;
        }
        finally
        {
            session.Pages.Close(stream);
        }
    }

    private async IAsyncEnumerable<OrderStep> StepsAsync(string? cursor, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var plan = OrderCursor.Parse(cursor, () => session.Pages.Begin(stream));
        var gone = new Unreachable(session.Restaurants.Count);
        var left = session.Restaurants.Except(plan.Finished).ToList();
        var ended = false;
        for (var i = 0; i < left.Count; i++)
        {
            var leg = plan.At is { } at && at.Restaurant == left[i] ? Resume(at) : await BeginAsync(left[i], plan, cancellation).ConfigureAwait(false);
            await foreach (var (batch, next) in ReadLegAsync(leg, gone, cancellation).ConfigureAwait(false))
            {
                ended = i == left.Count - 1 && next is { Over: true };
                yield return new OrderStep(batch, next is null || ended ? null : Checkpoint(plan, next), ended ? End(plan, gone) : null);
            }

            if (!gone.Has(left[i])) plan = plan with { Finished = [.. plan.Finished, left[i]] };
        }

        if (!ended) yield return new OrderStep(OrderBatch.Nothing, null, End(plan, gone));
    }

    // A restaurant that could not be read is not in the cursor: once it can be, all of its orders are read.
    private StreamEnd End(OrderCursor plan, Unreachable gone) =>
        new(OrderCursor.Done(plan.High - session.Overlap, [.. session.Restaurants.Where(r => !gone.Has(r))]), CoverageKind.Changes)
        {
            // The guests come with the same orders: once is enough.
            Warnings = stream == PosStream.Orders ? [.. gone.Warnings, .. session.Supposed()] : gone.Warnings,
        };

    /// <summary>One restaurant's windows. The leg beside a batch says what is left after it; it is null where more of its window follows.</summary>
    private async IAsyncEnumerable<(OrderBatch Batch, Leg? Next)> ReadLegAsync(
        Leg leg, Unreachable gone, [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (!leg.Over)
        {
            var from = leg.UpTo - leg.Width < leg.From ? leg.From : leg.UpTo - leg.Width;
            var span = leg.UpTo - from;
            var batch = await gone.TryAsync(leg.Restaurant, () => PageAsync(leg, from, 1, cancellation)).ConfigureAwait(false);
            if (batch is null) yield break;
            if (batch.Rows >= session.PageSize && !leg.ByDay && span > OrderWindows.Narrowest)
            {
                // More than one answer holds: what came is good, and the rest comes with narrower windows. Its guests come again with
                // their orders, newest first; told now, an older order would have its say before a newer one.
                leg = leg with { Width = OrderWindows.Narrower(span) };
                yield return (batch with { Guests = [] }, leg);
                continue;
            }

            // So many at one instant, or a day as the restaurant counts it: here pages must be counted.
            for (var page = 2; batch.Rows >= session.PageSize; page++)
            {
                yield return (batch, null);
                var before = batch;
                batch = await PageAsync(leg, from, page, cancellation).ConfigureAwait(false);
                if (batch.IsAgain(before))
                    throw new RestartPagingException("Toast sent the same page again. Sync will read from the start; nothing was removed.", "A page is the one before.");
            }

            leg = leg with { UpTo = from, Width = leg.ByDay ? leg.Width : OrderWindows.Next(span, batch.Rows, session.PageSize) };
            yield return (batch, leg);
        }
    }

    private Task<OrderBatch> PageAsync(Leg leg, DateTimeOffset from, int page, CancellationToken cancellation)
    {
        var filter = leg.ByDay ? OrderWindows.Day(from) : OrderWindows.Modified(from, leg.UpTo);
        return session.Pages.TakeAsync(
            string.Create(CultureInfo.InvariantCulture, $"{leg.Restaurant} {filter} {page}"),
            stream,
            async () =>
            {
                if (leg.UpTo < session.Now - OrderWindows.Recent) await session.History.WaitAsync(cancellation).ConfigureAwait(false);
                var rows = await session.Client.OrdersAsync(leg.Restaurant, filter, page, session.PageSize, !leg.ByDay && leg.UpTo > session.Now, cancellation).ConfigureAwait(false);
                if (rows.Count == 0) return OrderBatch.Nothing; // and nothing to ask about the restaurant: a quiet read is one request
                var restaurant = await session.RestaurantAsync(leg.Restaurant, cancellation).ConfigureAwait(false);
                return new OrderMapping(restaurant, session.Connection).Map(rows);
            },
            cancellation);
    }

    private async Task<Leg> BeginAsync(string guid, OrderCursor plan, CancellationToken cancellation)
    {
        // A cursor from the future (a clock that was wrong) loses nothing: reading begins where it would have begun now.
        var latest = plan.High - session.Overlap;
        var upTo = plan.High + session.Ahead;
        if (plan.Since is { } since && plan.Known.Contains(guid))
        {
            var from = since < latest ? since : latest;
            return new Leg(guid, from, upTo, OrderWindows.Limit(upTo - from), false);
        }

        var restaurant = await session.RestaurantAsync(guid, cancellation).ConfigureAwait(false);
        var begin = HistoryBegin(plan.High, restaurant);
        if (!byDay) return new Leg(guid, begin, upTo, OrderWindows.First, false);
        // A day more at both ends: the restaurant's days are not UTC's.
        return new Leg(guid, Midnight(begin).AddDays(-1), Midnight(plan.High).AddDays(2), TimeSpan.FromDays(1), true);
    }

    private DateTimeOffset HistoryBegin(DateTimeOffset high, Restaurant restaurant)
    {
        var begin = OrderWindows.Earliest;
        // A day more: the restaurant's first day is not UTC's.
        if (restaurant.FirstDay is { } first && Midnight(first).AddDays(-1) is var day && day > begin) begin = day;
        if (session.Connection.Settings.Number(ToastSettings.HistoryDays) is { } days && days < 36_500 && high.AddDays(-days) is var asked && asked > begin) begin = asked;
        return begin;
    }

    private Leg Resume(LegState at)
    {
        // What was only supposed is asked for again, and said again.
        if (at.Zone.Length > 0) session.Learn(RestaurantMapping.Of(at.Restaurant, at.Zone, at.Currency, session.Connection.Currency));
        return new Leg(at.Restaurant, at.From, at.UpTo, at.Width, at.ByDay);
    }

    private string Checkpoint(OrderCursor plan, Leg leg)
    {
        var restaurant = session.KnownRestaurant(leg.Restaurant);
        return (plan with
        {
            At = new LegState(leg.Restaurant, leg.From, leg.UpTo, leg.Width, leg.ByDay, restaurant?.TimeZone ?? "", restaurant?.Currency.Code ?? ""),
        }).ToText();
    }

    private static DateTimeOffset Midnight(DateTimeOffset at) => new(at.UtcDateTime.Date, TimeSpan.Zero);

    private static DateTimeOffset Midnight(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    private sealed record Leg(string Restaurant, DateTimeOffset From, DateTimeOffset UpTo, TimeSpan Width, bool ByDay)
    {
        public bool Over => UpTo <= From;
    }
}

/// <summary>
/// The restaurants that one read cannot reach: closed, or not connected to the credentials any more. The others are read all
/// the same; where none is left, the read fails with what Toast said.
/// </summary>
internal sealed class Unreachable(int restaurants)
{
    private readonly Dictionary<string, FixSettingsException> reasons = [];

    public IReadOnlyList<string> Warnings => [.. reasons.Select(r => $"restaurant {r.Key} was left out: {r.Value.OwnerMessage}")];

    public IReadOnlyCollection<string> Restaurants => reasons.Keys;

    public bool Has(string guid) => reasons.ContainsKey(guid);

    /// <summary>What was asked; null where the restaurant cannot be reached and there are others.</summary>
    public async Task<T?> TryAsync<T>(string guid, Func<Task<T>> attempt) where T : class?
    {
        try
        {
            return await attempt().ConfigureAwait(false);
        }
        catch (FixSettingsException e) when (reasons.ContainsKey(guid) || reasons.Count + 1 < restaurants)
        {
            reasons[guid] = e;
            return null;
        }
    }
}

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

    /// <summary>The cursor of a read that reached its end.</summary>
    public static string Done(DateTimeOffset since, IReadOnlyList<string> restaurants) => $"{Version}|{Text(since)}|{string.Join(',', restaurants)}";

    /// <summary>What a cursor says; one that cannot be read says to begin at the beginning.</summary>
    public static OrderCursor Parse(string? cursor, Func<DateTimeOffset> begin)
    {
        var parts = (cursor ?? "").Split('|');
        if (parts is [Version, var since, var known] && Time(since) is { } at) return new OrderCursor(begin(), at, List(known), [], null);
        if (parts.Length == 12 && parts[0] == Resumed && Time(parts[1]) is { } high && LegState.Parse(parts.AsSpan(5)) is { } leg)
            return new OrderCursor(high, Time(parts[2]), List(parts[3]), List(parts[4]), leg);
        return new OrderCursor(begin(), null, [], [], null);
    }

    /// <summary>This place in a read that goes on.</summary>
    public string ToText() => string.Join(
        '|', Resumed, Text(High), Since is { } since ? Text(since) : "", string.Join(',', Known), string.Join(',', Finished), At?.ToText());

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

/// <summary>How wide a window of orders is, and how Toast is asked for it.</summary>
internal static class OrderWindows
{
    /// <summary>Below this a window is not divided any more.</summary>
    public static readonly TimeSpan Narrowest = TimeSpan.FromSeconds(1);

    /// <summary>The first of a history.</summary>
    public static readonly TimeSpan First = TimeSpan.FromDays(1);

    /// <summary>What ended longer ago is history.</summary>
    public static readonly TimeSpan Recent = TimeSpan.FromDays(1);

    /// <summary>How far past now a read asks where the settings do not say, so that a clock of ours that is slow hides nothing; the cursor stays behind now.</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5);

    /// <summary>Source: orders 2.9.0: dates must be after 2015-12-01.</summary>
    public static readonly DateTimeOffset Earliest = new(2015, 12, 2, 0, 0, 0, TimeSpan.Zero);

    // Source: Toast's "ordersBulk": a window is at most a month; the shortest month has 28 days.
    private static readonly TimeSpan Widest = TimeSpan.FromDays(28);

    public static TimeSpan Limit(TimeSpan width) => width > Widest ? Widest : width;

    public static TimeSpan Narrower(TimeSpan width) => Whole(width / 3 > Narrowest ? width / 3 : Narrowest);

    /// <summary>The next window's width, so that it fills an answer to about two thirds. A closed night must not make it a week.</summary>
    public static TimeSpan Next(TimeSpan width, int rows, int pageSize)
    {
        var wanted = rows == 0 ? width * 2 : width * (pageSize * 2 / 3.0 / rows);
        if (wanted > width * 2) wanted = width * 2;
        return wanted < Narrowest ? Narrowest : Whole(Limit(wanted));
    }

    public static string Modified(DateTimeOffset from, DateTimeOffset to) => $"startDate={Date(from)}&endDate={Date(to)}";

    public static string Day(DateTimeOffset day) => "businessDate=" + day.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    // An unencoded + is read as a blank and refused.
    private static string Date(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff", CultureInfo.InvariantCulture) + "%2B0000";

    private static TimeSpan Whole(TimeSpan width) => TimeSpan.FromMilliseconds(Math.Max(1, (long)width.TotalMilliseconds));
}
