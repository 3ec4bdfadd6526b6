using Sync.ConnectorKit;
using Sync.ConnectorKit.Http;
using Sync.Connectors;
using Sync.Model;
using Sync.Simulator.Kit;
using Sync.TestKit;

namespace Sync.Benchmarks;

/// <summary>What a connector asks of its POS where nothing has changed: over one connection, whose token and look-ups are there already.</summary>
/// <param name="Asked">Requests for records.</param>
/// <param name="LookUps">Other requests: log-ins, and what is asked of the shop itself.</param>
/// <param name="Allowed">One for each stream and location; as many as at first for a stream that can only be read whole.</param>
/// <param name="Streams">How many streams there are.</param>
/// <param name="Locations">How many locations the shop has.</param>
/// <param name="Whole">The streams that can only be read whole.</param>
internal sealed record QuietReads(int Asked, int LookUps, int Allowed, int Streams, int Locations, string Whole)
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Reads every stream to its end, twice more from its cursor, and counts the last time.</summary>
    public static async Task<QuietReads> OfAsync(string connectorId)
    {
        var (kind, time) = (FakePosCatalog.All[connectorId], new FakeTime(Start, autoAdvance: true));
        await using var pos = await kind.Start(PosTruth.Generate(kind.Shape(new TruthPlan { Now = Start })), new FakePosOptions { Time = time });
        var connector = AllConnectors.List.Single(c => c.Descriptor.Id == connectorId);
        using var client = PosHttpClients.Create(AllowedHosts.Parse(FakeServer.Host));
        var settings = ConnectionSettings.From(connector.Descriptor, pos.Settings);
        using var http = new PosHttp(client, connector.Descriptor.BudgetOf(settings) with { PerSecond = null }, time, new RequestMeter());
        var connection = new ConnectionContext
        {
            ConnectionId = "main",
            Settings = settings,
            StoreClock = StoreClock.Of("UTC"),
            Currency = Currency.Of(pos.Truth.Currency),
            Time = time,
            Http = http,
        };

        var (cursors, first) = (new Dictionary<PosStream, string?>(), new Dictionary<PosStream, int>());
        foreach (var stream in connector.Descriptor.Streams.Select(s => s.Stream))
        {
            var before = pos.Requests.Count(pos.IsPage);
            cursors[stream] = await ReadAsync(stream, null);
            first[stream] = pos.Requests.Count(pos.IsPage) - before;
        }

        time.Advance(TimeSpan.FromHours(1));
        foreach (var (stream, cursor) in cursors) await ReadAsync(stream, cursor);
        var (pages, all) = (pos.Requests.Count(pos.IsPage), pos.Requests.Count);
        foreach (var (stream, cursor) in cursors) await ReadAsync(stream, cursor);

        var (asked, places) = (pos.Requests.Count(pos.IsPage) - pages, pos.Truth.Locations.Count);
        var whole = connector.Descriptor.Streams.Where(s => s.Style != ReadStyle.Changes).Select(s => s.Stream).ToList();
        var allowed = first.Sum(s => whole.Contains(s.Key) ? Math.Max(places, s.Value) : places);
        return new QuietReads(asked, pos.Requests.Count - all - asked, allowed, first.Count, places, string.Join(" and ", whole.Select(s => s.ToString().ToLowerInvariant())));

        async Task<string?> ReadAsync(PosStream stream, string? cursor)
        {
            RecordPage? last = null;
            await foreach (var page in connector.ReadAsync(new ReadRequest(stream, cursor), connection, CancellationToken.None)) last = page;
            return (last?.End ?? throw new InvalidOperationException($"{connectorId}: {stream} has no end.")).Cursor;
        }
    }
}
