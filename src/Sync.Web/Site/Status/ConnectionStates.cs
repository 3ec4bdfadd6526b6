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
    /// <param name="clock">The shop's clock.</param>
    /// <param name="now">Now.</param>
    public static StateModel Of(ConnectionStatus status, LiveModel? live, ShopTime clock, DateTimeOffset now) => status.State switch
    {
        ConnectionState.Removing => new StateModel("warn", "…", "Being removed"),
        _ when live is not null => new StateModel("", "⟳", live.Text),
        ConnectionState.Paused => new StateModel("", "⏸", "Paused"),
        ConnectionState.ReconnectNeeded => new StateModel("bad", "✗", "Reconnect needed"),
        ConnectionState.NeverRun => new StateModel("", "○", "Never synced"),
        ConnectionState.Failed => new StateModel("bad", "✗", "The last sync failed"),
        ConnectionState.Held => new StateModel("warn", "!", "Waits for your decision"),
        ConnectionState.Partial => new StateModel("warn", "!", "Part is missing"),
        _ => UpToDate(status, clock, now),
    };

    /// <summary>How one stream stands after its last run.</summary>
    public static StateModel OfStream(StreamState stream, DateTimeOffset now) => stream.Last.Status switch
    {
        StreamStatus.Complete when stream.LastSuccessAt is { } success && now - success > Stale => new StateModel("warn", "!", "Old"),
        StreamStatus.Complete => new StateModel("good", "✓", "Complete"),
        StreamStatus.Held => new StateModel("warn", "!", "Deletes wait"),
        StreamStatus.Suspicious => new StateModel("warn", "!", "Came back empty"),
        StreamStatus.Waiting => new StateModel("warn", "…", "Not tried yet"),
        _ => new StateModel("bad", "✗", "Part is missing"),
    };

    private static StateModel UpToDate(ConnectionStatus status, ShopTime clock, DateTimeOffset now)
    {
        if ((status.Streams.Min(s => s.LastSuccessAt) ?? status.LastRunAt) is { } success && now - success > Stale)
            return new StateModel("warn", "!", $"Out of date: last synced {clock.Ago(success)}");
        return new StateModel("good", "✓", status.NextRunAt is { } next && next > now ? $"Up to date, next run {clock.At(next)}" : "Up to date, next run is due");
    }
}
