using Sync.ConnectorKit;
using Sync.ConnectorKit.Http;
using Sync.ConnectorKit.OAuth;
using Sync.Model;

namespace Sync.Engine.Connections;

/// <summary>
/// Shows what a connection would bring before it is saved: the last orders, and yesterday's total. Asks as little as it can, for
/// a few seconds at most, and writes nothing.
/// </summary>
public sealed class ConnectionPreviewer(ConnectorCatalog connectors, HttpClient http, TimeProvider time)
{
    /// <summary>The apps that the operator has registered, by connector.</summary>
    public IReadOnlyDictionary<string, AppCredentials> Apps { get; init; } = new Dictionary<string, AppCredentials>();

    /// <summary>How long it may take; what was read by then is shown. Default 8 s.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>The preview. What the POS refuses is told in <see cref="ConnectionPreview.Notes"/>.</summary>
    /// <param name="connector">The connector's id.</param>
    /// <param name="connectionId">The connection's id.</param>
    /// <param name="settings">What was filled in, checked.</param>
    /// <param name="org">The org's settings.</param>
    /// <param name="keepSecrets">Keeps secrets that the POS renewed meanwhile; null where nobody does.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <param name="shared">The secrets of a connection that is saved, which are renewed and kept there; null where it is not.</param>
    public async Task<ConnectionPreview> PreviewAsync(
        string connector, string connectionId, ConnectionSettings settings, OrgSettings org,
        Func<IReadOnlyDictionary<string, Secret>, CancellationToken, Task>? keepSecrets, CancellationToken cancellation = default, ISharedSecrets? shared = null)
    {
        var found = connectors.Find(connector);
        var meter = new RequestMeter();
        using var posHttp = new PosHttp(http, found.Descriptor.BudgetOf(settings), time, meter, new PosHttpOptions { Attended = true });
        var current = settings;
        var counted = Currency.Of(settings.Text("currency") ?? org.Currency);
        ConnectionContext Context(DateTimeOffset since, Currency currency) => new()
        {
            ConnectionId = connectionId,
            Settings = found.Descriptor.ReadingFrom(current, since, time.GetUtcNow()),
            StoreClock = StoreClock.Of(settings.Text("timeZone") ?? org.TimeZone, org.DayStartHour),
            Currency = currency,
            Time = time,
            Http = posHttp,
            KeepSecrets = KeepAsync,
            SharedSecrets = shared,
            App = Apps.GetValueOrDefault(connector),
        };

        // What was renewed is good for the next read too; the former may be good no more.
        Task KeepAsync(IReadOnlyDictionary<string, Secret> changed, CancellationToken stop)
        {
            current = current.With(changed);
            return keepSecrets?.Invoke(changed, stop) ?? Task.CompletedTask;
        }

        using var limit = new CancellationTokenSource(Limit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        var reading = new PreviewReading(found, Context, counted, both.Token, cancellation);
        await reading.RunAsync();
        return reading.Result(meter.Requests);
    }
}
