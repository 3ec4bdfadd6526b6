using System.Globalization;
using Sync.Model;
using Sync.Store;

namespace Sync.Engine.Audit;

/// <summary>
/// Who connected, changed, exported, erased what, and when: in <c>audit/{time}-{random}</c>. Entries are only ever added, and
/// where what is done is a commit, the entry is part of it.
/// </summary>
public static class AuditLog
{
    private const string Collection = "audit";
    private const int MostText = 500;

    /// <summary>An entry as a write, to go with the commit of what it tells of.</summary>
    public static DocumentWrite Line(TimeProvider time, Actor actor, string action, string subject, string detail = "")
    {
        var now = time.GetUtcNow();
        var id = $"{now.UtcDateTime.ToString("yyyyMMdd'T'HHmmssfff", CultureInfo.InvariantCulture)}-{Ids.New(time)}";
        // The id is nobody else's, so that a commit that is sent again, since its answer was lost, does not stumble over its own line.
        return DocumentWrite.Replace(new DocumentPath(Collection, id), DocumentBody.Build(w =>
        {
            w.Text("action", action);
            w.Text("actor", Bounded(actor.Name));
            w.Text("actorId", actor.Id);
            w.Text("actorKind", actor.Kind);
            w.Time("at", now);
            w.Text("detail", Bounded(detail));
            w.Text("subject", Bounded(subject));
        }));
    }

    /// <summary>Adds an entry by itself.</summary>
    public static Task AddAsync(ITenantStore tenant, TimeProvider time, Actor actor, string action, string subject, string detail = "", CancellationToken cancellation = default) =>
        tenant.CommitAsync([Line(time, actor, action, subject, detail)], cancellation);

    /// <summary>The latest entries first.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="before">Only entries before that instant; null for all.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static async Task<IReadOnlyList<AuditEntry>> ListAsync(ITenantStore tenant, DateTimeOffset? before, int limit, CancellationToken cancellation = default)
    {
        List<AuditEntry> all = [];
        var query = new DocumentQuery
        {
            Collection = Collection,
            Filters = before is { } end ? [new DocumentFilter("at", FilterOperator.LessThan, end)] : [],
            OrderBy = [new DocumentOrder("at", Descending: true)],
            Limit = limit,
        };
        await foreach (var document in tenant.QueryAsync(query, cancellation))
        {
            var f = document.Body.Read();
            all.Add(new AuditEntry(
                document.Path.Id, f.Time("at") ?? default, new Actor(f.Text("actorKind") ?? "", f.Text("actorId") ?? "", f.Text("actor") ?? ""),
                f.Text("action") ?? "", f.Text("subject") ?? "", f.Text("detail") ?? ""));
        }

        return all;
    }

    private static string Bounded(string text) => text.Length <= MostText ? text : text[..MostText] + "…";
}
