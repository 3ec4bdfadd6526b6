using System.Text.Json;
using Sync.Engine.Runs;

namespace Sync.Web.Reports;

/// <summary>What a sync did to one stream, as JSON; of several connections, their sum and the worst status.</summary>
internal static class StreamJson
{
    public static void Write(Utf8JsonWriter w, string name, IReadOnlyList<StreamReport> parts)
    {
        w.WriteStartObject(name);
        w.WriteString("status", NameOf(parts.Max(p => p.Status)));
        w.WriteNumber("read", parts.Sum(p => p.Read));
        w.WriteNumber("created", parts.Sum(p => p.Created));
        w.WriteNumber("updated", parts.Sum(p => p.Updated));
        w.WriteNumber("unchanged", parts.Sum(p => p.Unchanged));
        w.WriteNumber("deleted", parts.Sum(p => p.Deleted));
        w.WriteNumber("heldDeletes", parts.Sum(p => p.HeldDeletes));
        w.WriteNumber("quarantined", parts.Sum(p => p.Quarantined));
        w.WriteNumber("repaired", parts.Sum(p => p.Repaired));
        w.WriteNumber("unbalanced", parts.Sum(p => p.Unbalanced));
        w.WriteStartObject("skipped");
        foreach (var reason in parts.SelectMany(p => p.Skipped).GroupBy(s => s.Key).OrderBy(s => s.Key, StringComparer.Ordinal))
            w.WriteNumber(reason.Key, reason.Sum(r => r.Value));
        w.WriteEndObject();
        if (parts.FirstOrDefault(p => p.Error is not null) is { } failed) w.WriteString("error", failed.Error);
        w.WriteStartArray("warnings");
        foreach (var warning in parts.SelectMany(p => p.Warnings)) w.WriteStringValue(warning);
        w.WriteEndArray();
        w.WriteEndObject();
    }

    public static string NameOf<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();
}
