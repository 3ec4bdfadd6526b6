using Sync.ConnectorKit;
using Sync.ConnectorKit.Http;
using Sync.Connectors.Alleaves;
using Sync.Model;
using Sync.Simulator;
using Sync.Simulator.Kit;

namespace Sync.Alleaves.Tests;

/// <summary>A connection to a POS, and what is read over it.</summary>
internal sealed class Reading : IDisposable
{
    private static readonly AlleavesConnector Connector = new();
    private readonly HttpClient client = PosHttpClients.Create(AllowedHosts.Parse(FakeServer.Host));

    private Reading(Dictionary<string, string> given, TimeProvider time, StoreClock clock, PosHttpOptions? options)
    {
        var settings = ConnectionSettings.From(Connector.Descriptor, given);
        Context = new ConnectionContext
        {
            ConnectionId = "main",
            Settings = settings,
            StoreClock = clock,
            Currency = Currency.Of("USD"),
            Time = time,
            Http = new PosHttp(client, Connector.Descriptor.BudgetOf(settings), time, Meter, options ?? new PosHttpOptions { JitterSeed = 1 }),
        };
    }

    public RequestMeter Meter { get; } = new();

    public ConnectionContext Context { get; }

    public static Reading Of(
        FakeAlleaves pos, TimeProvider time, string profile = "reference", Action<Dictionary<string, string>>? change = null, StoreClock? clock = null, PosHttpOptions? options = null)
    {
        var given = pos.Settings(profile);
        change?.Invoke(given);
        return new Reading(given, time, clock ?? StoreClock.Of("UTC"), options);
    }

    public static Reading Of(Dictionary<string, string> given, TimeProvider time, StoreClock? clock = null) => new(given, time, clock ?? StoreClock.Of("UTC"), null);

    public Task<CheckReport> CheckAsync() => Connector.CheckAsync(Context, CancellationToken.None);

    /// <summary>Reads a stream to its end; what it threw is told, not thrown.</summary>
    public async Task<Read> ReadAsync(PosStream stream, string? cursor = null, int? stopAfter = null)
    {
        var read = new Read();
        try
        {
            await foreach (var page in Connector.ReadAsync(new ReadRequest(stream, cursor), Context, CancellationToken.None))
            {
                read.Pages.Add(page);
                if (read.Pages.Count == stopAfter) break;
            }
        }
        catch (ConnectorException e)
        {
            read.Error = e;
        }

        return read;
    }

    public void Dispose()
    {
        Context.Http.Dispose();
        client.Dispose();
    }
}
