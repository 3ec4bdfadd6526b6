using Sync.Engine.Connections;
using Sync.Store;

namespace Sync.Web.Site.Status;

/// <summary>How a connection stands, in words: the most pressing first.</summary>
internal static class ConnectionStates
{
    /// <summary>How old the last success of a stream may be before it is called old.</summary>
    public static readonly TimeSpan Stale = TimeSpan.FromHours(2);

    /// <param name="connection">The connection.</param>
    /// <param name="status">What its last run left; null where there was none.</param>
    /// <param name="live">The run that reads it now; null where none does.</param>
    /// <param name="clock">The shop's clock.</param>
    /// <param name="now">Now.</param>
    public static StateModel Of(Connection connection, DocumentFields? status, LiveModel? live, ShopTime clock, DateTimeOffset now)
    {
        if (live is not null) return new StateModel("", "⟳", live.Text);
        if (!connection.Active) return new StateModel("", "⏸", "Paused");
        if (connection.Reconnect is not null) return new StateModel("bad", "✗", "Reconnect needed");
        if (status is not { } s) return new StateModel("", "○", "Never synced");
        var streams = s.Map("streams") is { } map ? map.Names.Select(n => map.Map(n)!.Value).ToList() : [];
        if (s.Text("result") == "failed") return new StateModel("bad", "✗", "The last sync failed");
        if (streams.Any(f => f.Text("status") == "held")) return new StateModel("warn", "!", "Waits for your decision");
        if (streams.Any(f => f.Text("status") != "complete")) return new StateModel("warn", "!", "Part is missing");
        var oldest = streams.Select(f => f.Time("lastSuccessAt")).Min() ?? s.Time("lastRunAt");
        if (oldest is { } success && now - success > Stale) return new StateModel("warn", "!", $"Out of date: last synced {clock.Ago(success)}");
        return new StateModel("good", "✓", s.Time("nextRunAt") is { } next && next > now ? $"Up to date, next run {clock.At(next)}" : "Up to date, next run is due");
    }

    /// <summary>How one stream stands after its last run.</summary>
    public static StateModel OfStream(DocumentFields stream, DateTimeOffset now) => stream.Text("status") switch
    {
        "complete" when stream.Time("lastSuccessAt") is { } success && now - success > Stale => new StateModel("warn", "!", "Old"),
        "complete" => new StateModel("good", "✓", "Complete"),
        "held" => new StateModel("warn", "!", "Deletes wait"),
        "suspicious" => new StateModel("warn", "!", "Came back empty"),
        "waiting" => new StateModel("warn", "…", "Not tried yet"),
        _ => new StateModel("bad", "✗", "Part is missing"),
    };
}
