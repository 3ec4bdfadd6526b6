using Sync.ConnectorKit;
using Sync.ConnectorKit.Http;
using Sync.ConnectorKit.OAuth;
using Sync.Engine.Connections;
using Sync.Model;
using Sync.Store;

namespace Sync.Engine.Queries;

/// <summary>Asks a connection's POS for its own totals of days, where it gives them (<see cref="IGivesDayTotals"/>).</summary>
public sealed class PosTotals(ConnectorCatalog connectors, ConnectionDirectory directory, HttpClient http, TimeProvider time)
{
    private static readonly Dictionary<(DateOnly Day, string Location), DayTotal> None = [];

    /// <summary>The apps that the operator has registered, by connector.</summary>
    public IReadOnlyDictionary<string, AppCredentials> Apps { get; init; } = new Dictionary<string, AppCredentials>();

    /// <summary>The totals by day and location; none where the POS gives none, is not asked any more, or does not answer: then a recount tells.</summary>
    internal async Task<IReadOnlyDictionary<(DateOnly Day, string Location), DayTotal>> ReadAsync(
        ITenantStore tenant, Connection connection, OrgSettings org, (DateOnly From, DateOnly To) days, CancellationToken cancellation)
    {
        if (connection is not { Active: true, Reconnect: null } || connectors.Find(connection.Connector) is not IGivesDayTotals gives) return None;
        var settings = await directory.OpenAsync(tenant, connection, cancellation);
        using var posHttp = new PosHttp(http, connectors.Find(connection.Connector).Descriptor.BudgetOf(settings), time, new RequestMeter());
        var context = new ConnectionContext
        {
            ConnectionId = connection.Id,
            Settings = settings,
            StoreClock = StoreClock.Of(settings.Text("timeZone") ?? org.TimeZone, org.DayStartHour),
            Currency = Currency.Of(settings.Text("currency") ?? org.Currency),
            Time = time,
            Http = posHttp,
            SharedSecrets = directory.SharedSecrets(tenant, connection.Id),
            App = Apps.GetValueOrDefault(connection.Connector),
        };
        try
        {
            return (await gives.DayTotalsAsync(days.From, days.To, context, cancellation))
                .Where(t => t.Day >= days.From && t.Day <= days.To).ToDictionary(t => (t.Day, t.Location), t => new DayTotal(t.Net.Major, t.Orders));
        }
        catch (ConnectorException)
        {
            return None; // each day says what it was compared with
        }
    }
}
