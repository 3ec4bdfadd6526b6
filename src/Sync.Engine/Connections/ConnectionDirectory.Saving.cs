using Sync.ConnectorKit;
using Sync.Engine.Documents;
using Sync.Engine.Orgs;
using Sync.Engine.Rebuilding;
using Sync.Engine.Runs;
using Sync.Engine.Secrets;
using Sync.Store;

namespace Sync.Engine.Connections;

/// <summary>Saves connections.</summary>
public sealed partial class ConnectionDirectory
{
    /// <summary>Saves a connection; one of the same id is replaced, and stays the first one if it was.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="id">Its id: 1 to 40 lower-case letters, digits or <c>-</c>.</param>
    /// <param name="connector">The connector's id.</param>
    /// <param name="settings">What was filled in, checked.</param>
    /// <param name="accounts">The accounts that the check found (<see cref="CheckReport.Accounts"/>); empty where it was not made or did not tell.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <param name="line">The line of the audit log that goes with it; null where nobody in particular saves it.</param>
    /// <param name="keepsGrant">Whether the tokens stay those that are stored by then, whatever the settings hold: a run may renew them at any time. Default false: the settings' own.</param>
    /// <param name="seen">What the caller has seen there, which nobody may have changed since; null where it does not matter.</param>
    /// <exception cref="OrgException">The id is of another connector's connection, or is no id; or another connection reads one of the accounts; or this one has read another account until now; or the connection whose tokens it keeps is gone.</exception>
    /// <exception cref="ConnectionChangedException">It is not as <paramref name="seen"/> any more.</exception>
    public Task<Connection> SaveAsync(
        ITenantStore tenant, string id, string connector, ConnectionSettings settings, IReadOnlyList<string> accounts, CancellationToken cancellation = default,
        DocumentWrite? line = null, bool keepsGrant = false, ConnectionSeen? seen = null) =>
        SaveAsync(tenant, id, connector, settings, accounts, null, cancellation, line, keepsGrant, seen);

    /// <summary>The same, with what somebody has confirmed of the account; null keeps what is known.</summary>
    /// <inheritdoc cref="SaveAsync(ITenantStore, string, string, ConnectionSettings, IReadOnlyList{string}, CancellationToken, DocumentWrite?, bool, ConnectionSeen?)"/>
    public async Task<Connection> SaveAsync(
        ITenantStore tenant, string id, string connector, ConnectionSettings settings, IReadOnlyList<string> accounts,
        ConfirmedPlaces? confirmed, CancellationToken cancellation = default, DocumentWrite? line = null, bool keepsGrant = false, ConnectionSeen? seen = null) => await SaveAsync(tenant, id, async document =>
        {
            var connection = await PlanAsync(tenant, id, connector, settings, accounts, cancellation);
            return (confirmed?.In(connection) ?? connection, keepsGrant ? await WithStoredGrantAsync(tenant, id, document, settings, cancellation) : settings);
        }, line, cancellation, seen);

    /// <summary>
    /// Saves a new connection without letting it be read before somebody has confirmed it (<see cref="UnconfirmedConnections"/>);
    /// one that is connected again stays as confirmed as it was.
    /// </summary>
    /// <inheritdoc cref="SaveAsync(ITenantStore, string, string, ConnectionSettings, IReadOnlyList{string}, CancellationToken, DocumentWrite?, bool, ConnectionSeen?)"/>
    public async Task<Connection> SaveUnconfirmedAsync(
        ITenantStore tenant, string id, string connector, ConnectionSettings settings, IReadOnlyList<string> accounts, CancellationToken cancellation = default, DocumentWrite? line = null) =>
        await SaveAsync(tenant, id, async document =>
        {
            var connection = await PlanAsync(tenant, id, connector, settings, accounts, cancellation);
            var confirmed = document is not null && ConnectionDocument.From(document) is { Unconfirmed: false };
            // Which is the org's first connection is decided when one is confirmed: one that is given up must not have been it.
            return (confirmed ? connection : connection with { Active = false, First = false, Unconfirmed = true }, settings);
        }, line, cancellation);

    // Whoever changes the connection meanwhile, such as a run that renews its tokens, is not overwritten: it is planned again on theirs.
    private async Task<Connection> SaveAsync(
        ITenantStore tenant, string id, Func<StoredDocument?, Task<(Connection Connection, ConnectionSettings Settings)>> plan, DocumentWrite? line, CancellationToken cancellation,
        ConnectionSeen? seen = null)
    {
        var (saved, asked) = ((Connection?)null, false);
        await GuardedCommit.RunAsync(tenant, async () =>
        {
            var claims = await FirstConnection.ClaimsAsync(tenant, cancellation);
            var document = IsId(id) ? await tenant.GetAsync(PathOf(id), cancellation) : null;
            // After an answer that was lost, what stands there is this caller's own.
            if (saved is null || document is null || !ConnectionSeen.IsSame(saved, ConnectionDocument.From(document))) seen?.Require(document, tenant.Org, id);
            var (connection, settings) = await plan(document);
            var first = !connection.Unconfirmed && await FirstConnection.IsAsync(tenant, id, cancellation);
            var secret = await SealAsync(tenant, id, settings, cancellation);
            asked |= connection.Reconnect is not null; // after an answer that was lost, the note is gone already
            saved = connection with { Reconnect = null, ConnectedAt = AsStored(time.GetUtcNow()), First = first, SealedSecrets = secret?.Bytes };
            var write = DocumentWrite.Replace(PathOf(id), ConnectionDocument.Body(time.GetUtcNow(), saved), document?.Version);
            return [.. new[] { secret?.Guard, write, FirstConnection.Claim(claims), line }.OfType<DocumentWrite>()];
        }, cancellation);
        if (asked) await StatusDocument.ConnectedAgainAsync(tenant, id, cancellation);
        return saved!;
    }

    // Stores keep microseconds.
    internal static DateTimeOffset AsStored(DateTimeOffset at) => at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMicrosecond));

    private async Task<ConnectionSettings> WithStoredGrantAsync(ITenantStore tenant, string id, StoredDocument? document, ConnectionSettings settings, CancellationToken cancellation) =>
        document is null
            ? throw new OrgException($"Connection '{id}' of {tenant.Org} was removed meanwhile, and its tokens with it. Connect it again. Nothing was saved.")
            : settings.WithGrantOf(await OpenAsync(tenant, ConnectionDocument.From(document), cancellation));

    /// <summary>The connection as it would be saved, its secrets aside.</summary>
    /// <exception cref="OrgException">The id is of another connector's connection, or is no id; or another connection reads one of the accounts.</exception>
    public async Task<Connection> PlanAsync(
        ITenantStore tenant, string id, string connector, ConnectionSettings settings, IReadOnlyList<string> accounts, CancellationToken cancellation = default)
    {
        if (!IsId(id))
            throw new OrgException($"'{id}' is not a connection id: use 1 to 40 lower-case letters, digits or '-'.");
        var others = await ListAsync(tenant, cancellation);
        var same = others.FirstOrDefault(c => c.Id == id);
        if (same is not null && same.Connector != connector)
            throw new OrgException($"Connection '{id}' of {tenant.Org} is one of {same.Connector}. Give this one another id with --id.");
        if (same is { Removing: true })
            throw new OrgException($"Connection '{id}' of {tenant.Org} is being removed with all that came from it. Wait until that is done, or give this one another id.");

        var descriptor = connectors.Find(connector).Descriptor;
        // Its cursors and sums would go on as if both were one shop.
        if (same is { Unconfirmed: false } && descriptor.IsOtherAccount?.Invoke(same.Accounts, accounts) == true)
            throw new OrgException(
                $"Connection '{id}' of {tenant.Org} reads another {descriptor.DisplayName} account than this one, and what is stored came from there. Nothing was saved. Connect this account beside it, under another id; or remove '{id}' with all that came from it first.");
        RefuseTwin(tenant, id, descriptor, accounts, others);
        if (same is null && !others.All(c => c.Unconfirmed) && await new OwnDocuments(tenant, new DocumentScope(tenant.Org, connector, id + ":")).AnyAsync(cancellation))
            throw new OrgException($"The id '{id}' cannot be a connection's of {tenant.Org}: the POS there is has ids that begin with '{id}:', and nobody could tell the two apart. Give this one another id.");
        var known = same is { Unconfirmed: false } ? same : null;
        return ConfirmedPlaces.Of(same).In(new Connection(id, connector, settings.Plain, known?.First ?? others.All(c => c.Unconfirmed), known?.Active ?? true)
        {
            Accounts = accounts,
            Imports = known?.Imports ?? [], // it may go on elsewhere, or was cut off: neither is forgotten because another file comes
            Reconnect = known?.Reconnect,
            Waiting = known?.Waiting ?? [],
        });
    }

    /// <summary>Refuses an account that another connection of the org reads already; for whoever must know before the connection is saved.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="id">The connection that is to read it.</param>
    /// <param name="connector">The connector's id.</param>
    /// <param name="accounts">The account, as a check tells it; empty where it is not known yet.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="OrgException">There is such a connection; the message names it.</exception>
    public async Task RefuseTwinAsync(ITenantStore tenant, string id, string connector, IReadOnlyList<string> accounts, CancellationToken cancellation) =>
        RefuseTwin(tenant, id, connectors.Find(connector).Descriptor, accounts, await ListAsync(tenant, cancellation));

    // The same sales twice would be twice the turnover.
    private static void RefuseTwin(ITenantStore tenant, string id, ConnectorDescriptor descriptor, IReadOnlyList<string> accounts, IReadOnlyList<Connection> others)
    {
        if (others.FirstOrDefault(c => c.Id != id && c.Connector == descriptor.Id && c.Accounts.Intersect(accounts).Any()) is { } twin)
            throw new OrgException(
                $"Connection '{twin.Id}' of {tenant.Org} already reads this {descriptor.DisplayName} account: its sales would be counted twice. To change that connection, use its id, '{twin.Id}'.");
    }
}
