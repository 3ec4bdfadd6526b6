using System.Globalization;
using Sync.ConnectorKit;

namespace Sync.Connectors.Alleaves;

/// <summary>Which orders a read asks for. Only their creation can be asked by: edits and refunds are found by reading back.</summary>
/// <param name="From">The earliest creation asked for; null for all of history.</param>
/// <param name="Cursor">The latest creation that earlier reads saw.</param>
internal sealed record OrderWindow(DateTimeOffset? From, DateTimeOffset? Cursor)
{
    // Whether the POS counts days by UTC or by the shop's clock is not known: at the edge, a day is not proven.
    private static readonly TimeSpan Margin = TimeSpan.FromDays(1);

    /// <summary>Whether it begins the history, or goes on with it: nothing was read to its end before.</summary>
    public bool IsFirst => Cursor is null;

    /// <summary>From when on every order is surely among those asked for.</summary>
    public DateTimeOffset? CoveredFrom => From + Margin;

    public static OrderWindow For(string? cursor, ConnectionSettings settings, DateTimeOffset now)
    {
        var oldest = settings.Number(Settings.HistoryDays) is { } days ? DaysBefore(now, days) : (DateTimeOffset?)null;
        if (Parse(cursor) is not { } seen) return new OrderWindow(oldest, null);

        var from = DaysBefore(now, settings.Number(Settings.LookBackDays) ?? 90);
        if (oldest > from) from = oldest.Value;
        // After a long pause the gap is read too, whatever the look-back.
        if (seen - Margin < from) from = seen - Margin;
        return new OrderWindow(from, seen);
    }

    /// <summary>The cursor after a read whose latest order was created then.</summary>
    public string? Next(DateTimeOffset? latest) => (latest > Cursor ? latest : Cursor ?? latest)?.ToString("O", CultureInfo.InvariantCulture);

    // A century, lest a generous setting lead out of the calendar.
    private static DateTimeOffset DaysBefore(DateTimeOffset now, int days) => now.AddDays(-Math.Min(days, 36_500));

    // A cursor that cannot be read costs one full read; refusing it would cost all of them.
    private static DateTimeOffset? Parse(string? cursor) =>
        DateTimeOffset.TryParse(cursor, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at.ToUniversalTime() : null;
}
