using Sync.ConnectorKit;
using Sync.ConnectorKit.Http;
using Sync.ConnectorKit.OAuth;
using Sync.Connectors;
using Sync.Model;
using Sync.Simulator.Kit;

namespace Sync.Conformance.Tests;

/// <summary>A connection to a source, and what is read over it.</summary>
public sealed class ConformanceReading : IDisposable
{
    private readonly HttpClient client;
    private readonly IReadOnlyDictionary<string, string> otherwise;
    private readonly ITruthSource source;
    private readonly TimeProvider time;
    private readonly ISharedSecrets? shared;

    /// <summary>Opens a connection with a source's settings.</summary>
    /// <param name="source">The source.</param>
    /// <param name="time">The clock.</param>
    /// <param name="paced">Whether requests keep to the POS's rate; else they go at once, so that the clock may stand still.</param>
    /// <param name="client">What carries the requests; null reaches fakes.</param>
    /// <param name="otherwise">Settings that are filled in otherwise than the source says.</param>
    /// <param name="oneAtATime">Whether one request is under way at most, so that none is lost by a kill.</param>
    /// <param name="shared">The secrets as others share them; null where nobody does.</param>
    /// <param name="settings">Changes the settings; null for as they are.</param>
    public ConformanceReading(ITruthSource source, TimeProvider time, bool paced = false, HttpClient? client = null, IReadOnlyDictionary<string, string>? otherwise = null,
        Func<ConnectionSettings, ConnectionSettings>? settings = null, bool oneAtATime = false, ISharedSecrets? shared = null)
    {
        this.client = client ?? PosHttpClients.Create(AllowedHosts.Parse(FakeServer.Host));
        this.otherwise = otherwise ?? new Dictionary<string, string>();
        (this.source, this.time, this.shared) = (source, time, shared);
        Connector = AllConnectors.List.Single(c => c.Descriptor.Id == source.ConnectorId);
        var given = SettingsFor(PosStream.Customers);
        if (settings is not null) given = settings(given);
        var budget = Connector.Descriptor.BudgetOf(given);
        if (oneAtATime) budget = budget with { InFlight = 1 };
        var http = new PosHttp(this.client, paced ? budget : budget with { PerSecond = null }, time, Meter, new PosHttpOptions { JitterSeed = 1 });
        Context = Connected(given, http);
    }

    /// <summary>The connector of the source.</summary>
    public IPosConnector Connector { get; }

    /// <summary>What was asked.</summary>
    public RequestMeter Meter { get; } = new();

    /// <summary>The connection.</summary>
    public ConnectionContext Context { get; }

    /// <summary>Reads a stream to its end, or to where it fails; what it threw is told, not thrown.</summary>
    public async Task<ReadOutcome> ReadAsync(PosStream stream, string? cursor = null, int? stopAfterPages = null)
    {
        var outcome = new ReadOutcome();
        try
        {
            await foreach (var page in Connector.ReadAsync(new ReadRequest(stream, cursor), ContextFor(stream), CancellationToken.None))
            {
                outcome.Pages.Add(page);
                if (outcome.Pages.Count == stopAfterPages) break;
            }
        }
        catch (ConnectorException e)
        {
            outcome.Error = e;
        }

        return outcome;
    }

    // A POS is connected to once; what has to be brought is brought anew for each read.
    private ConnectionContext ContextFor(PosStream stream) => source is IFakePos ? Context : Connected(SettingsFor(stream), Context.Http);

    private ConnectionSettings SettingsFor(PosStream stream) =>
        ConnectionSettings.From(Connector.Descriptor, otherwise.Concat(source.SettingsFor(stream.ToString().ToLowerInvariant())).DistinctBy(s => s.Key).ToDictionary());

    private ConnectionContext Connected(ConnectionSettings settings, PosHttp http) => new()
    {
        ConnectionId = "main",
        Settings = settings,
        StoreClock = StoreClock.Of("UTC"),
        Currency = Currency.Of(source.Truth.Currency),
        Time = time,
        Http = http,
        SharedSecrets = shared,
    };

    /// <summary>Closes it.</summary>
    public void Dispose()
    {
        Context.Http.Dispose();
        client.Dispose();
    }
}

/// <summary>What came of reading a stream.</summary>
public sealed class ReadOutcome
{
    /// <summary>The pages, in order.</summary>
    public List<RecordPage> Pages { get; } = [];

    /// <summary>What ended it early; null where nothing did.</summary>
    public ConnectorException? Error { get; set; }

    /// <summary>How it ended; null where it was cut short.</summary>
    public StreamEnd? End => Pages.Count > 0 ? Pages[^1].End : null;

    /// <summary>The last word on each record, by id; those deleted later are not among them.</summary>
    public Dictionary<string, T> ById<T>() where T : IPosRecord
    {
        var found = new Dictionary<string, T>();
        foreach (var page in Pages)
        {
            foreach (var record in page.Records) found[record.Id] = (T)record;
            foreach (var id in page.Deleted) found.Remove(id);
        }

        return found;
    }
}
