using System.Text.Json;
using Sync.ConnectorKit;
using Sync.Engine.Documents;
using Sync.Engine.Queries;
using Sync.Engine.Streams;
using Sync.Engine.Writing;
using Sync.Store;

namespace Sync.Engine.Runs;

/// <summary>
/// Keeps a few of the records that a run changes, as they were before and as they are after it. Only these are read for it, so
/// that a run which changes nothing reads nothing; long fields are left out, so that a run's record stays small.
/// </summary>
internal sealed class RunSamples(ITenantStore store)
{
    private const int MostOfAStream = 3;
    private const int MostBytesOfAField = 400;
    private const int MostBytesOfASide = 3000;

    private readonly List<(PendingRecord Record, RecordSample Sample)> noted = [];

    /// <summary>Keeps a record that is about to be written, where it is one of the first of its kind.</summary>
    public async ValueTask NoteAsync(PendingRecord record, CancellationToken cancellation)
    {
        if (record.Sample is not { } kind || noted.Count(n => (n.Sample.Stream, n.Sample.Kind) == kind) >= MostOfAStream) return;
        var path = kind.Kind == SampleKind.Deleted ? record.Deletes[0] : record.Upserts[0].Path;
        var before = kind.Kind == SampleKind.Created ? null : (await store.GetAsync(path, cancellation))?.Body;
        var after = kind.Kind == SampleKind.Deleted ? (DocumentBody?)null : record.Upserts[0].Over(before);
        noted.Add((record, new RecordSample(kind.Stream, kind.Kind, path, before, after)));
    }

    /// <summary>At most three of each stream, of different kinds where there are such; none that turned out to be stored already, or was refused.</summary>
    public IReadOnlyList<RecordSample> Take(IReadOnlySet<PendingRecord> refused) =>
    [
        .. noted.Where(n => !n.Record.WasThere && !refused.Contains(n.Record)).Select(n => n.Record.WasOther ? n.Sample with { Kind = SampleKind.Updated } : n.Sample)
            .GroupBy(s => s.Stream).OrderBy(g => g.Key)
            .SelectMany(g => g.GroupBy(s => s.Kind).SelectMany(k => k.Select((sample, i) => (sample, i))).OrderBy(s => s.i).ThenBy(s => s.sample.Kind).Take(MostOfAStream))
            .Select(s => Bounded(s.sample)),
    ];

    public static void Write(DocumentBodyWriter w, IReadOnlyList<RecordSample> samples) => w.List("samples", samples, (m, s) =>
    {
        if (s.After is { } after) m.Map("after", f => CopyAll(f, after));
        if (s.Before is { } before) m.Map("before", f => CopyAll(f, before));
        m.Text("collection", s.Path.Collection);
        m.Text("id", s.Path.Id);
        m.Text("kind", s.Kind.ToString().ToLowerInvariant());
        m.Text("stream", StreamLoop.NameOf(s.Stream));
    });

    public static IReadOnlyList<RecordSample> Read(DocumentFields record) =>
    [
        .. record.List("samples").Select(s => new RecordSample(
            RunHistoryReader.StreamNamed(s.Text("stream")), Enum.Parse<SampleKind>(s.Text("kind")!, true),
            new DocumentPath(s.Text("collection")!, s.Text("id")!), BodyOf(s.Map("before")), BodyOf(s.Map("after")))),
    ];

    // Of a change only what changed is shown.
    private static RecordSample Bounded(RecordSample sample)
    {
        if (sample is not { Before: { } before, After: { } after }) return sample with { Before = Cut(sample.Before, null), After = Cut(sample.After, null) };
        var (b, a) = (FieldsOf(before), FieldsOf(after));
        var changed = b.Keys.Union(a.Keys).Where(n => b.GetValueOrDefault(n) != a.GetValueOrDefault(n)).ToHashSet();
        return sample with { Before = Cut(before, changed), After = Cut(after, changed) };
    }

    private static DocumentBody? Cut(DocumentBody? body, HashSet<string>? which)
    {
        if (body is not { } whole) return null;
        var (fields, sizes, left) = (whole.Read(), FieldsOf(whole), MostBytesOfASide);
        return DocumentBody.Build(w =>
        {
            foreach (var name in fields.Names.Where(n => which?.Contains(n) != false))
            {
                var size = sizes[name].Length;
                if (size > MostBytesOfAField || size + name.Length > left) w.Text(name, "…");
                else w.Copy(name, fields.Value(name)!.Value);
                left -= Math.Min(size, MostBytesOfAField) + name.Length;
                if (left <= 0) return;
            }
        });
    }

    private static Dictionary<string, string> FieldsOf(DocumentBody body)
    {
        using var json = JsonDocument.Parse(body.Canonical().Json);
        return body.Canonical().Read().Names.Zip(json.RootElement.EnumerateObject(), (name, p) => (name, Text: p.Value.GetRawText()))
            .Where(f => f.name != "updatedAt").ToDictionary(f => f.name, f => f.Text);
    }

    private static void CopyAll(DocumentBodyWriter w, DocumentBody body)
    {
        var fields = body.Read();
        foreach (var name in fields.Names) w.Copy(name, fields.Value(name)!.Value);
    }

    private static DocumentBody? BodyOf(DocumentFields? fields) => fields is { } f ? DocumentBody.Build(w =>
    {
        foreach (var name in f.Names) w.Copy(name, f.Value(name)!.Value);
    }) : null;
}
