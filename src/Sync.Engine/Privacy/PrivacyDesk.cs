using Sync.ConnectorKit.Webhooks;
using Sync.Engine.Audit;
using Sync.Engine.Connections;
using Sync.Engine.Documents;
using Sync.Engine.Leases;
using Sync.Engine.Ledger;
using Sync.Engine.Orgs;
using Sync.Engine.Runs;
using Sync.Engine.Writing;
using Sync.Store;

namespace Sync.Engine.Privacy;

/// <summary>
/// Carries out what is asked concerning people's data, with an org's runs: exports at once; who is to be forgotten is noted before
/// the runs and gone after them. A kill in between leaves the request open, and the next run goes on with it. One that cannot be
/// carried out as it stands is noted as failed, and keeps nothing else from being done.
/// </summary>
internal sealed class PrivacyDesk
{
    private const int MostTries = 5;

    // Shopify asks for it 48 hours after its app was removed (shopify.dev, privacy law compliance), and may have to try again.
    private static readonly TimeSpan AfterLeaving = TimeSpan.FromDays(5);

    private static readonly string[] States = [PrivacyTask.Open, PrivacyTask.Erasing];

    private readonly ITenantStore tenant;
    private readonly ConnectionDirectory directory;
    private readonly IReadOnlyList<Connection> connections;
    private readonly List<PrivacyTask> leaving = [];
    private readonly List<byte[]> waiting = [];
    private List<PrivacyTask> erasing;

    private PrivacyDesk(
        ITenantStore tenant, ConnectionDirectory directory, IReadOnlyList<Connection> connections, ErasedPeople erased, List<PrivacyTask> open, List<PrivacyTask> erasing) =>
        (this.tenant, this.directory, this.connections, Erased, Open, this.erasing) = (tenant, directory, connections, erased, open, erasing);

    /// <summary>Those who must not be stored.</summary>
    public ErasedPeople Erased { get; private set; }

    /// <summary>Requests that nobody has begun with.</summary>
    public IReadOnlyList<PrivacyTask> Open { get; }

    /// <summary>Whether somebody is being removed, so that every connection has to look, whether or not it is read.</summary>
    public bool Erasing => erasing.Count > 0;

    /// <summary>Connections whose account asked to be forgotten: known once it has begun, and to be removed with all that came from them.</summary>
    public IReadOnlySet<string> Leaving => leaving.Select(t => t.Connection!).ToHashSet();

    /// <summary>Whether anything waits, begun with or not.</summary>
    public static async Task<bool> AnyAsync(ITenantStore tenant, CancellationToken cancellation)
    {
        foreach (var state in States)
            await foreach (var _ in tenant.QueryAsync(PrivacyTask.Waiting(state) with { Limit = 1 }, cancellation)) return true;
        return false;
    }

    /// <exception cref="Secrets.SecretUnreadableException">The master key is another one: whom to forget cannot be told, so nothing may be stored.</exception>
    public static async Task<PrivacyDesk> OpenAsync(
        ITenantStore tenant, ConnectionDirectory directory, Task<IReadOnlyList<Connection>> connections, CancellationToken cancellation)
    {
        var (people, tasks) = (ErasureBook.ReadAsync(tenant, directory, cancellation), WaitingAsync(tenant, cancellation));
        await Task.WhenAll(people, tasks, connections);
        return new PrivacyDesk(
            tenant, directory, await connections, await people,
            [.. (await tasks).Where(t => t.State == PrivacyTask.Open)], [.. (await tasks).Where(t => t.State == PrivacyTask.Erasing)]);
    }

    /// <summary>The sales of a connection that were named one by one, by the POS's ids.</summary>
    public IReadOnlyList<string> OrdersOf(Connection connection) => [.. erasing.Where(t => t.Connection == connection.Id).SelectMany(t => t.Asked.OrderIds)];

    /// <summary>Before the runs: exports, and notes who is to be forgotten.</summary>
    public async Task BeginAsync(OrgLease lease, DateTimeOffset now, CancellationToken cancellation)
    {
        // In the order in which they were asked for: of who wants to be forgotten nothing is exported any more.
        foreach (var task in Open.OrderBy(t => t.ReceivedAt).ThenBy(t => t.Asked.Kind == PrivacyKind.Export))
        {
            try
            {
                if (task.Asked.Kind == PrivacyKind.EraseAccount) await LeaveAsync(task, lease, now, cancellation);
                else if (task.Asked.Kind == PrivacyKind.Export) await ExportAsync(task, lease, now, cancellation);
                else await NoteAsync(task, lease, now, cancellation);
            }
            catch (Exception e) when (IsOfTheRequest(e))
            {
                var line = AuditLog.Line(directory.Time, Actor.Service, "person.request-failed", task.Path.Id, task.Connection ?? "");
                await tenant.CommitAsync([lease.Fence, task.FailedBecause(RecordText.Bounded(e.Message)), line], cancellation);
            }
        }

        if (Erasing) Erased = await ErasureBook.ReadAsync(tenant, directory, cancellation);
    }

    // Tried again it would fail again. What the store or the keys cannot do just now, the next run tries.
    private static bool IsOfTheRequest(Exception e) => e is not (OperationCanceledException or LeaseLostException or Secrets.SecretUnreadableException)
        && e is not StoreException { Failure: not (StoreFailure.InvalidDocument or StoreFailure.TooLarge) };

    /// <summary>After the runs: a request is done once every connection has carried it out.</summary>
    public async Task EndAsync(OrgLease lease, DateTimeOffset now, CancellationToken cancellation)
    {
        var commits = new BookkeepingCommits(tenant, lease.Fence);
        if (leaving.Count > 0) await PersonExports.DeleteAsync(tenant, commits, Leaving, cancellation);
        await commits.FlushAsync(cancellation);
        if (!Erasing) return;
        foreach (var connection in connections)
        {
            var ledger = await ConnectionLedger.OpenAsync(tenant, connection.Id, cancellation);
            if (!ledger.IsMissing && (ledger.Manifest.Unsettled || ledger.Manifest.Erasures != Erased.Version)) return;
        }

        // What former runs kept as examples may tell of them, and exports do.
        foreach (var write in await RunRecord.WithoutSamplesAsync(tenant, cancellation)) await commits.AddAsync(write, cancellation);
        await PersonExports.DeleteAsync(tenant, commits, Erased, cancellation);
        await commits.FlushAsync(cancellation);
        await tenant.CommitAsync([lease.Fence, .. erasing.SelectMany(t => Ended(t, now, "person.erased"))], cancellation);
        erasing = [];
    }

    /// <summary>What goes with the removal of those who left: their accounts' requests are done.</summary>
    public IEnumerable<DocumentWrite> Left(DateTimeOffset now) => leaving.SelectMany(t => Ended(t, now, "account.erased"));

    /// <summary>All that one person is known by.</summary>
    public Task<KnownPerson> FindAsync(PrivacyTask task, CancellationToken cancellation)
    {
        var search = new PersonSearch(tenant, connections);
        if (task.Connection is null) return search.FindAsync(task.Asked.CustomerId, task.Asked.Email, task.Asked.Phone, task.Asked.OrderIds, cancellation);
        // Ids of a connection that is gone name nothing any more; as they stand they may be another's.
        return connections.FirstOrDefault(c => c.Id == task.Connection)?.Prefix is { } prefix
            ? search.FindAsync(task.Asked.CustomerId is { } id ? prefix + id : null, task.Asked.Email, task.Asked.Phone, task.Asked.OrderIds.Select(o => prefix + o), cancellation)
            : search.FindAsync(null, task.Asked.Email, task.Asked.Phone, [], cancellation);
    }

    private static async Task<IReadOnlyList<PrivacyTask>> WaitingAsync(ITenantStore tenant, CancellationToken cancellation)
    {
        var found = await Task.WhenAll(States.Select(s => tenant.QueryAsync(PrivacyTask.Waiting(s), cancellation).ToListAsync(cancellation).AsTask()));
        return [.. found.SelectMany(d => d).Select(PrivacyTask.From)];
    }

    // The book as it stands now: somebody may be allowed again at this instant, and neither change may undo the other.
    private async Task NoteAsync(PrivacyTask task, OrgLease lease, DateTimeOffset now, CancellationToken cancellation)
    {
        var person = await FindAsync(task, cancellation);
        for (var attempt = 1; ; attempt++)
        {
            var book = await ErasureBook.OpenAsync(tenant, directory, cancellation);
            if (await PersonExports.WaitsAsync(tenant, book.HashesOf(person), now, cancellation))
            {
                waiting.Add(book.HashesOf(person)); // their data was asked for first
                return;
            }

            try
            {
                await tenant.CommitAsync([lease.Fence, .. book.With(person), task.Moved(PrivacyTask.Erasing)], cancellation);
                break;
            }
            catch (StoreException e) when (e.Failure is StoreFailure.VersionChanged or StoreFailure.AlreadyExists && attempt < MostTries)
            {
                // The book changed meanwhile: read again. Where it is the lease that is lost, the next tries say so too.
            }
        }

        erasing.Add(task with { State = PrivacyTask.Erasing });
    }

    private async Task ExportAsync(PrivacyTask task, OrgLease lease, DateTimeOffset now, CancellationToken cancellation)
    {
        var person = await FindAsync(task, cancellation);
        var book = await ErasureBook.OpenAsync(tenant, directory, cancellation);
        var hashes = book.HashesOf(person);
        var forgotten = book.People.Knows(hashes) || waiting.Exists(w => ErasedPeople.AreOne(w, hashes));
        if (!forgotten)
        {
            var text = await new PersonExport(tenant).OfAsync(person, cancellation);
            foreach (var part in PersonExports.Parts(task, text, hashes, tenant.Org.Value, now)) await tenant.CommitAsync([lease.Fence, part], cancellation);
        }

        await tenant.CommitAsync([lease.Fence, .. Ended(task, now, forgotten ? "person.export-refused" : "person.export-made")], cancellation);
    }

    private async Task LeaveAsync(PrivacyTask task, OrgLease lease, DateTimeOffset now, CancellationToken cancellation)
    {
        if (connections.FirstOrDefault(c => c.Id == task.Connection) is not { } connection)
        {
            await tenant.CommitAsync([lease.Fence, .. Ended(task, now, "account.erased")], cancellation);
            return;
        }

        if (HasComeBack(connection, task))
            throw new OrgException("The account was connected again since it left, and is in use: nothing was removed. If it is to be forgotten, remove the connection.");
        await directory.BeginRemovalAsync(tenant, connection.Id, Actor.Service, cancellation); // nobody may connect it again meanwhile
        leaving.Add(task);
    }

    private static bool HasComeBack(Connection connection, PrivacyTask task) =>
        connection is { Reconnect: null, ConnectedAt: { } at } && at + AfterLeaving > task.ReceivedAt;

    // By its id alone, which says nothing of the person.
    private DocumentWrite[] Ended(PrivacyTask task, DateTimeOffset now, string action) =>
        [task.Finished(now), AuditLog.Line(directory.Time, Actor.Service, action, task.Path.Id, task.Connection ?? "")];
}
