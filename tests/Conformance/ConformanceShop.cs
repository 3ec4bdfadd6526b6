using Sync.ConnectorKit;
using Sync.Model;
using Sync.Simulator.Kit;
using Sync.TestKit;

namespace Sync.Conformance.Tests;

/// <summary>A source, a connection to it, and all that was read so far, as a store would hold it.</summary>
internal sealed class ConformanceShop(ITruthSource source, FakeTime time, bool paced, Func<StreamDescriptor, bool> carries) : IAsyncDisposable
{
    private readonly Dictionary<PosStream, ReadOutcome> stored = [];

    public ITruthSource Source => source;

    /// <summary>The source, where it is a POS on the network.</summary>
    public IFakePos Pos => (IFakePos)source;

    /// <summary>How many pages the POS was asked for.</summary>
    public int PagesAsked => source is IFakePos pos ? pos.Requests.Count(pos.IsPage) : 0;

    public PosTruth Truth => source.Truth;

    public FakeTime Time => time;

    public ConformanceReading Reading { get; private set; } = new(source, time, paced);

    public IReadOnlyList<PosStream> Streams => [.. Reading.Connector.Descriptor.Streams.Select(s => s.Stream)];

    /// <summary>The streams that are read from a cursor.</summary>
    public IReadOnlyList<PosStream> Incremental =>
        [.. Reading.Connector.Descriptor.Streams.Where(s => s.Style == ReadStyle.Changes).Select(s => s.Stream)];

    /// <summary>The streams whose deletions can be seen.</summary>
    public IReadOnlyList<PosStream> Carrying =>
        [.. Reading.Connector.Descriptor.Streams.Where(carries).Select(s => s.Stream)];

    /// <summary>Reads every stream to its end and keeps what came as a store does; tells how many requests each took.</summary>
    public async Task<Dictionary<PosStream, string?>> ReadAllAsync(Dictionary<PosStream, string?>? from = null, Action<PosStream, int>? seen = null)
    {
        var next = new Dictionary<PosStream, string?>();
        foreach (var stream in Streams)
        {
            var before = Reading.Meter.Requests;
            var read = await Reading.ReadAsync(stream, from?.GetValueOrDefault(stream));
            read.Error.ShouldBeNull(stream.ToString());
            read.End.ShouldNotBeNull(stream.ToString());
            Keep(stream, read);
            next[stream] = read.End!.Cursor;
            seen?.Invoke(stream, (int)(Reading.Meter.Requests - before));
        }

        return next;
    }

    /// <summary>Keeps what a read brought. What a proven whole list, or window of it, lacks is gone.</summary>
    public void Keep(PosStream stream, ReadOutcome read)
    {
        if (read.End?.Coverage == CoverageKind.Everything || !stored.TryGetValue(stream, out var all)) stored[stream] = all = new ReadOutcome();
        if (read.End is { Coverage: CoverageKind.Window, From: var start }) all.Pages.Add(Gone(all, read, start));
        all.Pages.AddRange(read.Pages);
    }

    /// <summary>Compares what is kept of a stream with what is at the POS.</summary>
    public void Compare(PosStream stream) => Expectation.Compare(stream, stored[stream], source);

    private static RecordPage Gone(ReadOutcome all, ReadOutcome window, DateTimeOffset? start)
    {
        var there = window.ById<Order>();
        return new RecordPage([]) { Deleted = [.. all.ById<Order>().Values.Where(o => o.CreatedAt >= start && !there.ContainsKey(o.Id)).Select(o => o.Id)] };
    }

    public void CompareAll()
    {
        foreach (var stream in Streams) Compare(stream);
    }

    /// <summary>Another process takes over: a new connection, nothing remembered.</summary>
    /// <param name="oneAtATime">Whether it asks for one page at a time, so that a kill loses none that is under way.</param>
    public void Reopen(bool oneAtATime = false)
    {
        Reading.Dispose();
        Reading = new ConformanceReading(source, time, paced, oneAtATime: oneAtATime);
    }

    public async ValueTask DisposeAsync()
    {
        Reading.Dispose();
        await source.DisposeAsync();
    }
}
