using Sync.Engine.Queries;
using Sync.Engine.Runs;

namespace Sync.Web.Site.Status;

/// <summary>How a connection and its streams stand, in words: the most pressing first.</summary>
internal static class ConnectionStates
{
    /// <summary>How old the last success of a stream may be before it is called old.</summary>
    public static readonly TimeSpan Stale = TimeSpan.FromHours(2);

    /// <param name="status">How it stands by what is stored.</param>
    /// <param name="live">The run that reads it now; null where none does.</param>
    /// <param name="facts">What else is known of it.</param>
    /// <param name="clock">The shop's clock.</param>
    /// <param name="now">Now.</param>
    public static StateModel Of(ConnectionStatus status, LiveModel? live, StateFacts facts, ShopTime clock, DateTimeOffset now) => status.State switch
    {
        ConnectionState.Unconfirmed => new StateModel("warn", "!", "Waits to be confirmed"),
        ConnectionState.Removing => new StateModel("warn", "…", "Being removed"),
        _ when live is null && facts.CutOff => new StateModel("bad", "✗", "The last import was cut off"),
        _ when live is not null => new StateModel("", "⟳", live.Text),
        ConnectionState.Paused => new StateModel("", "⏸", "Paused"),
        ConnectionState.ReconnectNeeded => new StateModel("bad", "✗", "Reconnect needed"),
        ConnectionState.NeverRun or ConnectionState.UpToDate when !facts.Scheduled => OfFiles(status, clock),
        ConnectionState.NeverRun when facts.Begun => new StateModel("warn", "…", "The first import is not done yet"),
        ConnectionState.NeverRun => new StateModel("", "○", "Waits for its first sync"),
        ConnectionState.Failed => new StateModel("bad", "✗", "The last sync failed"),
        ConnectionState.Held => new StateModel("warn", "!", "Waits for your decision"),
        ConnectionState.Partial => new StateModel("warn", "!", "Part is missing"),
        _ => UpToDate(status, clock, now),
    };

    /// <summary>How one stream stands after its last run.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="scheduled">Whether it is read by itself, so that it can grow old.</param>
    /// <param name="now">Now.</param>
    public static StateModel OfStream(StreamState stream, bool scheduled, DateTimeOffset now) => stream.Last.Status switch
    {
        StreamStatus.Complete when scheduled && stream.LastSuccessAt is { } success && now - success > Stale => new StateModel("warn", "!", "Old"),
        StreamStatus.Complete => new StateModel("good", "✓", "Complete"),
        StreamStatus.Held => new StateModel("warn", "!", "Deletes wait"),
        StreamStatus.Suspicious => new StateModel("warn", "!", "Came back empty"),
        StreamStatus.Damaged => new StateModel("bad", "✗", "Changed by others"),
        StreamStatus.Waiting => new StateModel("warn", "…", "Not tried yet"),
        _ => new StateModel("bad", "✗", "Part is missing"),
    };

    /// <summary>The last success of what is read by itself, where that is so long ago that it is out of date; null where it is fresh.</summary>
    public static DateTimeOffset? OldSince(ConnectionStatus status, DateTimeOffset now) =>
        (status.Streams.Min(s => s.LastSuccessAt) ?? status.LastRunAt) is { } success && now - success > Stale ? success : null;

    // A file is as fresh as it is: nothing is read by itself, so nothing is out of date or due.
    private static StateModel OfFiles(ConnectionStatus status, ShopTime clock) => status.Streams.Max(s => s.LastSuccessAt) is { } last
        ? new StateModel("good", "✓", $"Imported, last at {clock.At(last)}")
        : new StateModel("", "○", "Nothing imported yet");

    private static StateModel UpToDate(ConnectionStatus status, ShopTime clock, DateTimeOffset now)
    {
        if (OldSince(status, now) is { } success)
            return new StateModel("warn", "!", $"Out of date: last synced {clock.Ago(success)}");
        if (status.Streams.Any(s => s.IsDecided(status.Held))) return new StateModel("good", "✓", "Decided: the next run carries it out");
        return new StateModel("good", "✓", status.NextRunAt is { } next && next > now ? $"Up to date, next run {clock.At(next)}" : "Up to date, next run is due");
    }
}

/// <summary>What is known of a connection beside its status.</summary>
/// <param name="Scheduled">Whether it is read by itself; false for files.</param>
/// <param name="CutOff">Whether an import of a file was cut off.</param>
internal readonly record struct StateFacts(bool Scheduled, bool CutOff)
{
    /// <summary>Whether a first import was begun that has not ended.</summary>
    public bool Begun { get; init; }
}
