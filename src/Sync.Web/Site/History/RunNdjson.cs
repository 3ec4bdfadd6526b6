using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sync.Engine.Queries;
using Sync.Web.Access;

namespace Sync.Web.Site.History;

/// <summary>
/// Runs as lines of JSON: each has a <c>type</c>. A run is one line; where it is written whole, lines of <c>skipped</c> and
/// <c>sample</c> follow it: of a stream the first <c>named</c> of those <c>notStored</c> as what they are. Times are UTC.
/// </summary>
internal static class RunNdjson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Line(RunEntry run, RunSight sight) => Build(w =>
    {
        w.WriteString("type", "run");
        w.WriteString("id", run.Id);
        w.WriteString("connection", run.Connection);
        w.WriteString("connector", run.Connector);
        w.WriteString("startedAt", run.StartedAt.UtcDateTime);
        w.WriteNumber("seconds", (decimal)run.Duration.TotalSeconds);
        w.WriteString("result", run.Result.ToString().ToLowerInvariant());
        w.WriteBoolean("full", run.Full);
        w.WriteBoolean("byWebhooks", run.ByWebhooks);
        if (run.Error is { } error) w.WriteString("error", error);
        if (sight.Technical && run.ErrorDetail is { } detail) w.WriteString(RunSight.Detail, detail);
        w.WriteNumber("requests", run.Requests);
        w.WriteNumber("throttled", run.Throttled);
        w.WriteNumber("waitedSeconds", (decimal)run.Waited.TotalSeconds);
        w.WriteNumber("reads", run.Operations.Reads);
        w.WriteNumber("writes", run.Operations.Writes);
        w.WriteNumber("deletes", run.Operations.Deletes);
        w.WriteNumber("price", run.Price);
        w.WriteStartObject("streams");
        foreach (var (stream, s) in run.Streams) WriteStream(w, stream.ToString().ToLowerInvariant(), s, run.Named.Count(n => n.Stream == stream), sight);
        w.WriteEndObject();
    });

    /// <summary>The lines of one run that is read whole.</summary>
    public static IEnumerable<byte[]> Lines(RunEntry run, RunSight sight)
    {
        yield return Line(run, sight);
        foreach (var named in run.Named)
            yield return Build(w =>
            {
                w.WriteString("type", "skipped");
                w.WriteString("stream", named.Stream.ToString().ToLowerInvariant());
                w.WriteString("id", named.Id);
                w.WriteString("reason", named.Reason);
            });
        foreach (var sample in run.Samples)
            yield return Build(w =>
            {
                w.WriteString("type", "sample");
                w.WriteString("kind", sample.Kind.ToString().ToLowerInvariant());
                w.WriteString("path", sample.Path.ToString());
                WriteRaw(w, "before", sample.Before is { } before ? RunShow.Json(before, sight.Costs) : null);
                WriteRaw(w, "after", sample.After is { } after ? RunShow.Json(after, sight.Costs) : null);
            });
    }

    private static void WriteStream(Utf8JsonWriter w, string name, StreamEntry s, int named, RunSight sight)
    {
        w.WriteStartObject(name);
        w.WriteString("status", s.Status.ToString().ToLowerInvariant());
        (string Name, long Count)[] counts =
        [
            ("read", s.Read), ("created", s.Created), ("updated", s.Updated), ("unchanged", s.Unchanged), ("deleted", s.Deleted), ("heldDeletes", s.HeldDeletes),
            ("quarantined", s.Quarantined), ("repaired", s.Repaired), ("unbalanced", s.Unbalanced), ("notStored", s.NotStored), ("named", named),
        ];
        foreach (var (count, value) in counts) w.WriteNumber(count, value);
        w.WriteStartObject("skipped");
        foreach (var (reason, count) in s.Skipped) w.WriteNumber(reason, count);
        w.WriteEndObject();
        if (s.Error is { } error) w.WriteString("error", error);
        if (sight.Technical && s.ErrorDetail is { } detail) w.WriteString(RunSight.Detail, detail);
        w.WriteStartArray("warnings");
        foreach (var warning in s.Warnings) w.WriteStringValue(warning);
        w.WriteEndArray();
        w.WriteEndObject();
    }

    private static void WriteRaw(Utf8JsonWriter w, string name, byte[]? json)
    {
        w.WritePropertyName(name);
        if (json is null) w.WriteNullValue();
        else w.WriteRawValue(json);
    }

    private static byte[] Build(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return [.. buffer.WrittenSpan, (byte)'\n'];
    }
}
