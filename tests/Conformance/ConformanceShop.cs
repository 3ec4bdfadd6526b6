using Sync.ConnectorKit;
using Sync.Model;
using Sync.Simulator.Kit;
using Sync.TestKit;

namespace Sync.Conformance.Tests;

/// <summary>A fake POS, a connection to it, and all that was read so far, as a store would hold it.</summary>
internal sealed class ConformanceShop(IFakePos pos, FakeTime time, bool paced) : IAsyncDisposable
{
    private readonly Dictionary<PosStream, ReadOutcome> stored = [];

    public IFakePos Pos => pos;

    public PosTruth Truth => pos.Truth;

    public FakeTime Time => time;

    public ConformanceReading Reading { get; private set; } = new(pos, time, paced);

    public IReadOnlyList<PosStream> Streams => [.. Reading.Connector.Descriptor.Streams.Select(s => s.Stream)];

    /// <summary>The streams that are read from a cursor.</summary>
    public IReadOnlyList<PosStream> Incremental =>
        [.. Reading.Connector.Descriptor.Streams.Where(s => s.Style == ReadStyle.Changes).Select(s => s.Stream)];

    /// <summary>The streams whose deletions can be seen.</summary>
    public IReadOnlyList<PosStream> Carrying =>
        [.. Reading.Connector.Descriptor.Streams.Where(s => s.CarriesDeletes).Select(s => s.Stream)];

    /// <summary>Reads every stream to its end, over a connection opened anew, and keeps what came as a store does.</summary>
    public async Task<Dictionary<PosStream, string?>> ReadAllAsync(Dictionary<PosStream, string?>? from = null)
    {
        var next = new Dictionary<PosStream, string?>();
        foreach (var stream in Streams)
        {
            var read = await Reading.ReadAsync(stream, from?.GetValueOrDefault(stream));
            read.Error.ShouldBeNull(stream.ToString());
            read.End.ShouldNotBeNull(stream.ToString());
            Keep(stream, read);
            next[stream] = read.End!.Cursor;
        }

        return next;
    }

    /// <summary>Keeps what a read brought. What a proven whole list lacks is gone.</summary>
    public void Keep(PosStream stream, ReadOutcome read)
    {
        if (read.End?.Coverage == CoverageKind.Everything || !stored.TryGetValue(stream, out var all)) stored[stream] = all = new ReadOutcome();
        all.Pages.AddRange(read.Pages);
    }

    /// <summary>Compares what is kept of a stream with what is at the POS.</summary>
    public void Compare(PosStream stream) => Expectation.Compare(stream, stored[stream], Truth);

    public void CompareAll()
    {
        foreach (var stream in Streams) Compare(stream);
    }

    /// <summary>Another process takes over: a new connection, nothing remembered.</summary>
    public void Reopen()
    {
        Reading.Dispose();
        Reading = new ConformanceReading(pos, time, paced);
    }

    public async ValueTask DisposeAsync()
    {
        Reading.Dispose();
        await pos.DisposeAsync();
    }
}
