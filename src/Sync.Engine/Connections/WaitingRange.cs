using System.Globalization;
using Sync.Store;

namespace Sync.Engine.Connections;

/// <summary>Days of a connection's orders that somebody asked to have read again, and that no run has read yet.</summary>
/// <param name="From">The first of the store's days.</param>
/// <param name="To">The last of them.</param>
/// <param name="AskedAt">When they were asked for last: a run that began before has not carried that out.</param>
public sealed record WaitingRange(DateOnly From, DateOnly To, DateTimeOffset AskedAt)
{
    private const string Day = "yyyy-MM-dd";

    internal static WaitingRange Of(DocumentFields fields) => new(DayOf(fields.Text("from")), DayOf(fields.Text("to")), fields.Time("askedAt") ?? default);

    internal void Write(DocumentBodyWriter w)
    {
        w.Time("askedAt", AskedAt);
        w.Text("from", From.ToString(Day, CultureInfo.InvariantCulture));
        w.Text("to", To.ToString(Day, CultureInfo.InvariantCulture));
    }

    private static DateOnly DayOf(string? text) => DateOnly.ParseExact(text ?? "", Day, CultureInfo.InvariantCulture);
}
