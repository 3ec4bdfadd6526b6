using Sync.ConnectorKit.Webhooks;
using Sync.Engine.Audit;
using Sync.Engine.Connections;
using Sync.Engine.Documents;
using Sync.Engine.Leases;
using Sync.Engine.Ledger;
using Sync.Engine.Runs;
using Sync.Engine.Writing;
using Sync.Store;

namespace Sync.Engine.Privacy;

/// <summary>
/// Carries out what is asked concerning people's data, with an org's runs: exports at once; who is to be forgotten is noted before
/// the runs and gone after them. A kill in between leaves the request open, and the next run goes on with it.
/// </summary>
internal sealed class PrivacyDesk
{
    // An export may be longer than a document; each part stays well below its limit.
    private const int CharsPerPart = 200_000;
    private static readonly TimeSpan KeepExports = TimeSpan.FromDays(30);

    private readonly ITenantStore tenant;
    private readonly ConnectionDirectory directory;
    private readonly IReadOnlyList<Connection> connections;
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

    /// <exception cref="Secrets.SecretUnreadableException">The master key is another one: whom to forget cannot be told, so nothing may be stored.</exception>
    public static async Task<PrivacyDesk> OpenAsync(
        ITenantStore tenant, ConnectionDirectory directory, Task<IReadOnlyList<Connection>> connections, CancellationToken cancellation)
    {
        var (people, tasks) = (ErasureBook.OpenAsync(tenant, directory, cancellation), WaitingAsync(tenant, cancellation));
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
        foreach (var task in Open)
        {
            if (task.Asked.Kind == PrivacyKind.EraseAccount) await RemoveConnectionAsync(task, lease, now, cancellation);
            else if (task.Asked.Kind == PrivacyKind.Export) await ExportAsync(task, lease, now, cancellation);
            else await NoteAsync(task, lease, cancellation);
        }
    }

    /// <summary>After the runs: a request is done once every connection has carried it out.</summary>
    public async Task EndAsync(OrgLease lease, DateTimeOffset now, CancellationToken cancellation)
    {
        if (!Erasing) return;
        foreach (var connection in connections)
        {
            var ledger = await ConnectionLedger.OpenAsync(tenant, connection.Id, cancellation);
            if (!ledger.IsMissing && (ledger.Manifest.Unsettled || ledger.Manifest.Erasures != Erased.Version)) return;
        }

        // What former runs kept as examples may tell of them.
        var commits = new BookkeepingCommits(tenant, lease.Fence);
        foreach (var write in await RunRecord.WithoutSamplesAsync(tenant, cancellation)) await commits.AddAsync(write, cancellation);
        await commits.FlushAsync(cancellation);
        await tenant.CommitAsync([lease.Fence, .. erasing.SelectMany(t => Ended(t, now, "person.erased"))], cancellation);
        erasing = [];
    }

    /// <summary>All that one person is known by.</summary>
    public Task<KnownPerson> FindAsync(PrivacyTask task, CancellationToken cancellation)
    {
        var prefix = connections.FirstOrDefault(c => c.Id == task.Connection)?.Prefix ?? "";
        return new PersonSearch(tenant, connections).FindAsync(
            task.Asked.CustomerId is { } id ? prefix + id : null, task.Asked.Email, task.Asked.OrderIds.Select(o => prefix + o), cancellation);
    }

    private static async Task<List<PrivacyTask>> WaitingAsync(ITenantStore tenant, CancellationToken cancellation)
    {
        List<PrivacyTask> waiting = [];
        foreach (var state in (string[])[PrivacyTask.Open, PrivacyTask.Erasing])
            await foreach (var document in tenant.QueryAsync(PrivacyTask.Waiting(state), cancellation)) waiting.Add(PrivacyTask.From(document));
        return waiting;
    }

    private async Task NoteAsync(PrivacyTask task, OrgLease lease, CancellationToken cancellation)
    {
        var people = Erased.Any ? Erased : await ErasureBook.OpenToWriteAsync(tenant, directory, cancellation);
        Erased = people.With(await FindAsync(task, cancellation));
        await tenant.CommitAsync([lease.Fence, ErasureBook.Save(Erased), task.Moved(PrivacyTask.Erasing)], cancellation);
        erasing.Add(task with { State = PrivacyTask.Erasing });
    }

    private async Task ExportAsync(PrivacyTask task, OrgLease lease, DateTimeOffset now, CancellationToken cancellation)
    {
        var text = await new PersonExport(tenant).OfAsync(await FindAsync(task, cancellation), cancellation);
        var part = 0;
        for (var at = 0; at < text.Length; part++)
        {
            var end = Math.Min(text.Length, at + CharsPerPart);
            if (end < text.Length && char.IsHighSurrogate(text[end - 1])) end--;
            var piece = text[at..end];
            await tenant.CommitAsync([lease.Fence, DocumentWrite.Replace(ExportPath(task.Path.Id, part), DocumentBody.Build(w =>
            {
                w.Time("expireAt", now + KeepExports);
                w.Text("json", piece);
                w.Text("orgId", tenant.Org.Value);
            }))], cancellation);
            at = end;
        }

        await tenant.CommitAsync([lease.Fence, .. Ended(task, now, "person.export-made")], cancellation);
    }

    private async Task RemoveConnectionAsync(PrivacyTask task, OrgLease lease, DateTimeOffset now, CancellationToken cancellation)
    {
        if (connections.FirstOrDefault(c => c.Id == task.Connection) is { } connection)
            await new ConnectionRemoval(tenant, connections, lease.Fence).RunAsync(connection, cancellation);
        await tenant.CommitAsync([lease.Fence, .. Ended(task, now, "account.erased")], cancellation);
    }

    // By its id alone, which says nothing of the person.
    private DocumentWrite[] Ended(PrivacyTask task, DateTimeOffset now, string action) =>
        [task.Finished(now), AuditLog.Line(directory.Time, Actor.Service, action, task.Path.Id, task.Connection ?? "")];

    /// <summary>Where a part of an export stands.</summary>
    internal static DocumentPath ExportPath(string request, int part) =>
        new(Collections.PrivacyExports, $"{request}~{part.ToString(System.Globalization.CultureInfo.InvariantCulture)}");
}
