using System.Globalization;
using Sync.Model;
using Sync.Store;

namespace Sync.Cli.Output;

/// <summary>Prints an org's status for people.</summary>
internal static class StatusText
{
    public static void Print(OrgId org, DocumentFields status, DateTimeOffset now)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{org}: {status.Integer("customerCount") ?? 0:N0} customers, {status.Integer("orderCount") ?? 0:N0} orders, {status.Integer("menuProductsCount") ?? 0:N0} products; last sync {Ago(status.Time("lastSyncAt"), now)}"));
        if (status.Map("connections") is not { } connections) return;
        foreach (var id in connections.Names)
            if (connections.Map(id) is { } connection) PrintConnection(id, connection, now);
    }

    private static void PrintConnection(string id, DocumentFields c, DateTimeOffset now)
    {
        Console.WriteLine($"  {id} ({c.Text("connector")}): {c.Text("result")}, next run {c.Time("nextRunAt"):yyyy-MM-dd HH:mm}Z");
        if (c.Text("error") is { } error) Console.WriteLine($"    {error}");
        if (c.Map("reconnect") is { } reconnect)
            Console.WriteLine($"    reconnect needed since {reconnect.Time("since"):yyyy-MM-dd HH:mm}Z: {reconnect.Text("link") ?? reconnect.Text("command")}");
        if (c.Map("streams") is not { } streams) return;
        foreach (var name in streams.Names)
        {
            var s = streams.Map(name)!.Value;
            Console.WriteLine($"    {name,-10} {s.Text("status"),-10} last complete {Ago(s.Time("lastSuccessAt"), now)}");
            if (s.Text("error") is { } streamError) Console.WriteLine($"               {streamError}");
        }
    }

    private static string Ago(DateTimeOffset? at, DateTimeOffset now)
    {
        if (at is not { } then) return "never";
        var ago = now - then;
        return ago < TimeSpan.FromMinutes(2) ? "just now"
            : ago < TimeSpan.FromHours(2) ? $"{ago.TotalMinutes:0} minutes ago"
            : ago < TimeSpan.FromDays(2) ? $"{ago.TotalHours:0} hours ago"
            : $"{ago.TotalDays:0} days ago";
    }
}
