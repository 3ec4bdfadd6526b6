using Sync.ConnectorKit;
using Sync.ConnectorKit.Http;
using Sync.Model;

namespace Sync.Engine.Connections;

/// <summary>Tries a connection at its POS, before it is saved or later.</summary>
public sealed class ConnectionChecker(ConnectorCatalog connectors, HttpClient http, TimeProvider time)
{
    /// <summary>A verdict for each thing tried.</summary>
    /// <param name="connector">The connector's id.</param>
    /// <param name="connectionId">The connection's id.</param>
    /// <param name="settings">What was filled in, checked.</param>
    /// <param name="org">The org's settings.</param>
    /// <param name="keepSecrets">Keeps secrets that the POS renewed meanwhile; null where nobody does.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<CheckReport> CheckAsync(
        string connector, string connectionId, ConnectionSettings settings, OrgSettings org,
        Func<IReadOnlyDictionary<string, Secret>, CancellationToken, Task>? keepSecrets, CancellationToken cancellation = default)
    {
        var found = connectors.Find(connector);
        using var posHttp = new PosHttp(http, found.Descriptor.BudgetOf(settings), time, new RequestMeter());
        var context = new ConnectionContext
        {
            ConnectionId = connectionId,
            Settings = settings,
            StoreClock = StoreClock.Of(settings.Text("timeZone") ?? org.TimeZone, org.DayStartHour),
            Currency = Currency.Of(settings.Text("currency") ?? org.Currency),
            Time = time,
            Http = posHttp,
            KeepSecrets = keepSecrets,
        };
        try
        {
            return await found.CheckAsync(context, cancellation);
        }
        catch (ConnectorException e)
        {
            return new CheckReport([new CheckVerdict("connection", false, e.OwnerMessage)]);
        }
    }
}
