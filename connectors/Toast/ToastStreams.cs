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
        // The guests' own read begins where they were last shown; the orders' goes on without them, and notes it.
        if (stream == PosStream.Orders) plan = plan.WithGuests(!await LacksGuestsAsync(cancellation).ConfigureAwait(false), session.Restaurants);
        var gone = new Unreachable(session.Restaurants.Count);
        var left = session.Restaurants.Except(plan.Finished).ToList();
        var ended = false;
        for (var i = 0; i < left.Count; i++)
        {
            var leg = plan.At is { } at && at.Restaurant == left[i] ? Resume(at) : await BeginAsync(left[i], plan, cancellation).ConfigureAwait(false);
            await foreach (var (batch, next) in ReadLegAsync(leg, gone, cancellation).ConfigureAwait(false))
            {
                ended = i == left.Count - 1 && next is { Over: true };
                yield return new OrderStep(batch, next is null || ended ? null : Checkpoint(plan, next), ended ? await EndAsync(plan, gone, cancellation).ConfigureAwait(false) : null);
            }

            if (!gone.Has(left[i])) plan = plan with { Finished = [.. plan.Finished, left[i]] };
        }

        if (!ended) yield return new OrderStep(OrderBatch.Nothing, null, await EndAsync(plan, gone, cancellation).ConfigureAwait(false));
    }

    // A restaurant that could not be read is not in the cursor: once it can be, all of its orders are read.
    private async Task<StreamEnd> EndAsync(OrderCursor plan, Unreachable gone, CancellationToken cancellation)
    {
        // Asked again, since a token that was refused meanwhile was replaced by one that knows better.
        if (stream == PosStream.Orders && await LacksGuestsAsync(cancellation).ConfigureAwait(false)) plan = plan.WithGuests(false, session.Restaurants);
        return new StreamEnd(plan.Done(plan.High - session.Overlap, [.. session.Restaurants.Where(r => !gone.Has(r))]), CoverageKind.Changes)
        {
            // The guests come with the same orders: once is enough.
            Warnings = stream == PosStream.Orders ? session.Supposed() : [],
            Withheld = gone.Withheld,
        };
    }

    private Task<bool> LacksGuestsAsync(CancellationToken cancellation) => session.Client.LacksAsync(ToastScopes.Guests, cancellation);

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
