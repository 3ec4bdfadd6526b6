using Sync.ConnectorKit;
using Sync.ConnectorKit.Http;
using Sync.ConnectorKit.OAuth;
using Sync.Model;

namespace Sync.Engine.Connections;

/// <summary>Tries a connection at its POS, before it is saved or later.</summary>
public sealed class ConnectionChecker(ConnectorCatalog connectors, HttpClient http, TimeProvider time)
{
    /// <summary>The apps that the operator has registered, by connector.</summary>
    public IReadOnlyDictionary<string, AppCredentials> Apps { get; init; } = new Dictionary<string, AppCredentials>();

    /// <summary>How patient a check is, at which somebody waits: much less than a run. Default <see cref="PosHttpOptions.AtAForm"/>.</summary>
    public PosHttpOptions Patience { get; init; } = PosHttpOptions.AtAForm;

    /// <summary>A verdict for each thing tried.</summary>
    /// <param name="connector">The connector's id.</param>
    /// <param name="connectionId">The connection's id.</param>
    /// <param name="settings">What was filled in, checked.</param>
    /// <param name="org">The org's settings.</param>
    /// <param name="keepSecrets">Keeps secrets that the POS renewed meanwhile; null where nobody does.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task<CheckReport> CheckAsync(
        string connector, string connectionId, ConnectionSettings settings, OrgSettings org,
        Func<IReadOnlyDictionary<string, Secret>, CancellationToken, Task>? keepSecrets, CancellationToken cancellation = default) =>
        CheckAsync(connector, connectionId, settings, org, keepSecrets, null, cancellation);

    /// <summary>The same for a connection that is saved: what the POS renews is kept as all processes share it.</summary>
    public Task<CheckReport> CheckAsync(
        Connection saved, ConnectionSettings settings, OrgSettings org, ISharedSecrets secrets, CancellationToken cancellation = default) =>
        CheckAsync(saved.Connector, saved.Id, settings, org, null, secrets, cancellation);

    private async Task<CheckReport> CheckAsync(
        string connector, string connectionId, ConnectionSettings settings, OrgSettings org,
        Func<IReadOnlyDictionary<string, Secret>, CancellationToken, Task>? keepSecrets, ISharedSecrets? shared, CancellationToken cancellation)
    {
        var found = connectors.Find(connector);
        using var posHttp = new PosHttp(http, found.Descriptor.BudgetOf(settings), time, new RequestMeter(), Patience);
        var context = new ConnectionContext
        {
            ConnectionId = connectionId,
            Settings = settings,
            StoreClock = StoreClock.Of(settings.Text("timeZone") ?? org.TimeZone, org.DayStartHour),
            Currency = Currency.Of(settings.Text("currency") ?? org.Currency),
            Time = time,
            Http = posHttp,
            KeepSecrets = keepSecrets,
            SharedSecrets = shared,
            App = Apps.GetValueOrDefault(connector),
        };
        try
        {
            return await found.CheckAsync(context, cancellation);
        }
        catch (ConnectorException e)
        {
            return new CheckReport([CheckVerdict.Failed("connection", e)]);
        }
    }
}
