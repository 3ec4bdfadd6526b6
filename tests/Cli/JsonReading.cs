using System.Text.Json;

namespace Sync.Cli.Tests;

/// <summary>Short words for what tests ask of JSON.</summary>
internal static class JsonReading
{
    private static readonly HashSet<string> Books = ["tenant", "connections", "keys", "ledger", "leases", "quarantine", "runs", "sync_status"];

    public static long Number(this JsonElement e, string name) => e.GetProperty(name).GetInt64();

    public static decimal Exact(this JsonElement e, string name) => e.GetProperty(name).GetDecimal();

    public static string Text(this JsonElement e, string name) => e.GetProperty(name).GetString()!;

    public static JsonElement Stream(this JsonElement report, string name) => report.GetProperty("streams").GetProperty(name);

    /// <summary>Writes and deletes of the tenant's documents in a report, our books aside.</summary>
    public static long TenantWrites(this JsonElement report) => report.GetProperty("storeByCollection").EnumerateObject()
        .Where(c => !Books.Contains(c.Name)).Sum(c => c.Value.Number("writes") + c.Value.Number("deletes"));
}
