using System.Globalization;
using Sync.Engine.Connections;
using Sync.Engine.Queries;
using Sync.Model;
using Sync.Store;

namespace Sync.Cli.Output;

/// <summary>Prints an org's status for people.</summary>
internal static class StatusText
{
    /// <summary>Prints it.</summary>
    /// <param name="org">Whose.</param>
    /// <param name="status">What runs left; null before the first.</param>
    /// <param name="today">The connections as they are now.</param>
    /// <param name="running">Whether a run of the org goes on, in whichever process.</param>
    /// <param name="now">The instant.</param>
    public static void Print(OrgId org, DocumentFields? status, OrgStatus today, bool running, DateTimeOffset now)
    {
        if (status is not { } known) Console.WriteLine($"Org '{org}' has never been synced{NeverSynced(org, today, running)}");
        else
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{org}: {known.Integer("customerCount") ?? 0:N0} customers, {known.Integer("orderCount") ?? 0:N0} orders{Unmatched(today)}, {known.Integer("menuProductsCount") ?? 0:N0} products; last sync {Ago(known.Time("lastSyncAt"), now)}"));
        var connections = status?.Map("connections");
        foreach (var connection in today.Connections)
        {
            if (connections?.Map(connection.Id) is { } run) PrintConnection(connection, run, now);
            else if (StatusWords.Why(connection.State) is { } why) Console.WriteLine($"  {connection.Id} ({connection.Connector}): {why}");
            if (connection.StateWhile(running) == ConnectionState.CutOff)
                Console.WriteLine("    " + FileImport.Told(connection.Imports));
        }
    }

    // No run brings in the rest of a file.
    private static string NeverSynced(OrgId org, OrgStatus today, bool running) =>
        running ? " to its end: the first sync, or the first import of a file, goes on now."
        : today.Connections.Any(c => c.StateWhile(running) == ConnectionState.CutOff) ? " to its end."
        : $". 'possync run {org}' does it.";

    private static string Unmatched(OrgStatus today) => today.Connections.Sum(c => c.Counts.Unmatched) is > 0 and var unmatched
        ? string.Create(CultureInfo.InvariantCulture, $" and {unmatched:N0} of nobody known")
        : "";

    private static void PrintConnection(ConnectionStatus connection, DocumentFields c, DateTimeOffset now)
    {
        var next = StatusWords.Why(connection.State) is { } why ? ", " + why
            : c.Time("nextRunAt") is { } at ? string.Create(CultureInfo.InvariantCulture, $", next run {at:yyyy-MM-dd HH:mm}Z") : "";
        Console.WriteLine($"  {connection.Id} ({connection.Connector}): {c.Text("result")}{next}");
        if (c.Text("error") is { } error) Console.WriteLine($"    {error}");
        if (c.Map("reconnect") is { } reconnect)
            Console.WriteLine($"    reconnect needed since {reconnect.Time("since"):yyyy-MM-dd HH:mm}Z: {reconnect.Text("link") ?? reconnect.Text("command")}");
        if (c.Map("streams") is not { } streams) return;
        foreach (var name in streams.Names)
        {
            var s = streams.Map(name)!.Value;
            Console.WriteLine($"    {name,-10} {s.Text("status"),-10} last complete {Ago(s.Time("lastSuccessAt"), now)}");
            if (s.Text("error") is { } streamError) Console.WriteLine($"               {streamError}");
            foreach (var warning in s.TextList("warnings")) Console.WriteLine($"               note: {warning}");
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
