using System.Globalization;
using Sync.ConnectorKit;
using Sync.Engine.Audit;
using Sync.Engine.Connections;
using Sync.Engine.Documents;
using Sync.Engine.Orgs;
using Sync.Engine.Streams;
using Sync.Store;

namespace Sync.Engine.Deletes;

/// <summary>
/// Removals that wait for the owner: what is held, and what they decide. A decision is noted and audited at once, over the set as
/// it was read, and stands; the next run of the connection carries it out, however often it is cut short.
/// </summary>
public sealed class HeldDeletes(TimeProvider time)
{
    /// <summary>All that is held, by connection and stream.</summary>
    public static async Task<IReadOnlyList<HeldRemovals>> ListAsync(ITenantStore tenant, CancellationToken cancellation = default)
    {
        List<StoredDocument> found = [];
        await foreach (var document in tenant.QueryAsync(new DocumentQuery { Collection = Collections.HeldDeletes }, cancellation)) found.Add(document);
        if (found.Count == 0) return [];
        var connections = (await ConnectionDirectory.ListAsync(tenant, cancellation)).ToDictionary(c => c.Id);
        List<HeldRemovals> held = [];
        foreach (var body in found.Select(d => d.Body.Read()))
            if (connections.TryGetValue(body.Text("connection") ?? "", out var connection))
                held.Add(HeldDocument.From(body, await NamesAsync(tenant, connection, body, cancellation)));
        return held;
    }

    /// <summary>Says that held removals are right.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="connection">Of which connection.</param>
    /// <param name="stream">Of which stream.</param>
    /// <param name="set">The set that the owner saw.</param>
    /// <param name="actor">Who decides.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="OrgException">Nothing is held there, it is not that set any more, or somebody has said the contrary; the message says which. Nothing was changed.</exception>
    public Task ApproveAsync(ITenantStore tenant, string connection, PosStream stream, string set, Actor actor, CancellationToken cancellation = default) =>
        DecideAsync(tenant, connection, stream, set, HeldDecision.Approved, actor, cancellation);

    /// <summary>Says that held removals are not right: the records are kept, and not asked about again until the POS has shown them again.</summary>
    /// <inheritdoc cref="ApproveAsync"/>
    public Task RejectAsync(ITenantStore tenant, string connection, PosStream stream, string set, Actor actor, CancellationToken cancellation = default) =>
        DecideAsync(tenant, connection, stream, set, HeldDecision.Rejected, actor, cancellation);

    private async Task DecideAsync(
        ITenantStore tenant, string connection, PosStream stream, string set, HeldDecision decision, Actor actor, CancellationToken cancellation)
    {
        while (true)
        {
            var document = ConnectionDirectory.IsId(connection) ? await tenant.GetAsync(HeldDocument.PathOf(connection, stream), cancellation) : null;
            if (document?.Body.Read() is not { } held || held.Text("set") != set)
                throw new OrgException($"These removals of {connection}'s {StreamLoop.NameOf(stream)} are not held any more, or others have joined them. Look at what is held now, and decide again.");
            if (HeldDocument.DecisionOf(held) == decision) return;
            if (HeldDocument.DecisionOf(held) != HeldDecision.None) throw new OrgException(HeldDocument.Told(held));
            try
            {
                await tenant.CommitAsync(
                [
                    DocumentWrite.Replace(document.Path, HeldDocument.Decided(held, decision, actor.Name, time.GetUtcNow()), document.Version),
                    AuditLog.Line(
                        time, actor, decision == HeldDecision.Approved ? "deletes.approved" : "deletes.rejected", $"{connection}/{StreamLoop.NameOf(stream)}",
                        string.Create(CultureInfo.InvariantCulture, $"{held.Integer("count")} of {held.Integer("stored")} records")),
                ], cancellation);
                return;
            }
            catch (StoreException e) when (e.Failure == StoreFailure.VersionChanged)
            {
                // A run, or somebody else, was faster: what stands there now is looked at.
            }
        }
    }

    // Names are looked up and not kept: what somebody asks to be forgotten must stand in no further place.
    private static async Task<IReadOnlyList<HeldRecord>> NamesAsync(ITenantStore tenant, Connection connection, DocumentFields held, CancellationToken cancellation)
    {
        var ids = held.TextList("first").ToList();
        var scope = new DocumentScope(tenant.Org, connection.Connector, connection.Prefix);
        var stream = HeldDocument.StreamOf(held);
        string[] collections = stream switch
        {
            PosStream.Customers => [Collections.Customers],
            PosStream.Orders => [Collections.Orders, Collections.UnmatchedOrders],
            PosStream.Inventory => [Collections.Inventory],
            _ => [Collections.Products],
        };
        var documents = await tenant.GetManyAsync([.. ids.SelectMany(id => collections.Select(c => scope.Path(c, id)))], cancellation);
        return [.. ids.Select((id, i) => new HeldRecord(id, NameOf(stream, documents.Skip(i * collections.Length).Take(collections.Length).FirstOrDefault(d => d is not null)?.Body.Read())))];
    }

    private static string? NameOf(PosStream stream, DocumentFields? f) => f is not { } fields ? null : stream switch
    {
        PosStream.Customers => $"{fields.Text("firstName")} {fields.Text("lastName")}".Trim() is { Length: > 0 } name ? name : fields.Text("email"),
        PosStream.Orders => string.Create(CultureInfo.InvariantCulture, $"{fields.Text("businessDate")}, {fields.Number("total")} {fields.Text("currency")}"),
        PosStream.Inventory => string.Create(CultureInfo.InvariantCulture, $"{fields.Number("quantity")} of {fields.Text("productId")} at {fields.Text("locationId")}"),
        _ => fields.Text("name"),
    };
}
