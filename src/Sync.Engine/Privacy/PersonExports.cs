using System.Globalization;
using Sync.Engine.Documents;
using Sync.Engine.Writing;
using Sync.Store;

namespace Sync.Engine.Privacy;

/// <summary>
/// The exports that were made, in <c>privacy_exports/{request}~{part}</c>. Each says by keyed hashes of whom it tells, so that it goes
/// with the person.
/// </summary>
internal static class PersonExports
{
    // An export may be longer than a document; each part stays well below its limit.
    private const int CharsPerPart = 200_000;
    private const string Person = "person";
    private static readonly TimeSpan Keep = TimeSpan.FromDays(30);

    // Whoever asked for their data first must be able to get it; the law gives a month for either.
    private static readonly TimeSpan ToBeRead = TimeSpan.FromDays(7);

    /// <summary>Where a part of an export stands.</summary>
    public static DocumentPath PathOf(string request, int part) =>
        new(Collections.PrivacyExports, string.Create(CultureInfo.InvariantCulture, $"{request}~{part}"));

    /// <summary>An export's parts, to be stored one after another.</summary>
    /// <param name="task">Who asked for it.</param>
    /// <param name="text">What was found.</param>
    /// <param name="person">The hashes of all that the person is known by.</param>
    /// <param name="org">Whose it is.</param>
    /// <param name="now">When it is made.</param>
    public static IEnumerable<DocumentWrite> Parts(PrivacyTask task, string text, byte[] person, string org, DateTimeOffset now)
    {
        var part = 0;
        for (var at = 0; at < text.Length; part++)
        {
            var end = Math.Min(text.Length, at + CharsPerPart);
            if (end < text.Length && char.IsHighSurrogate(text[end - 1])) end--;
            var piece = text[at..end];
            yield return DocumentWrite.Replace(PathOf(task.Path.Id, part), DocumentBody.Build(w =>
            {
                w.OptionalText("connection", task.Connection);
                w.Time("expireAt", now + Keep);
                w.Text("json", piece);
                w.Text("orgId", org);
                w.Bytes(Person, person);
            }));
            at = end;
        }
    }

    /// <summary>The requests whose export can be read.</summary>
    public static async Task<IReadOnlySet<string>> StoredAsync(ITenantStore tenant, CancellationToken cancellation) =>
        (await AllAsync(tenant, cancellation)).Select(e => e.Request).ToHashSet();

    /// <summary>Whether an export of the person was made in these days and nobody has read it yet.</summary>
    public static async Task<bool> WaitsAsync(ITenantStore tenant, byte[] person, DateTimeOffset now, CancellationToken cancellation)
    {
        var since = now + Keep - ToBeRead;
        foreach (var request in (await AllAsync(tenant, cancellation)).Where(e => e.ExpireAt > since && e.Person is { } p && ErasedPeople.AreOne(p, person)).Select(e => e.Request).Distinct())
            if (await tenant.GetAsync(new DocumentPath(Collections.PrivacyRequests, request), cancellation) is { } asked && !asked.Body.Read().Has(PrivacyTask.ReadAt)) return true;
        return false;
    }

    /// <summary>Deletes those of people who are forgotten, and those of which nobody can say any more of whom they tell.</summary>
    public static Task DeleteAsync(ITenantStore tenant, BookkeepingCommits commits, ErasedPeople erased, CancellationToken cancellation) =>
        DeleteAsync(tenant, commits, e => e.Person is not { } person || erased.Knows(person), cancellation);

    /// <summary>Deletes those that were asked for through a connection's POS.</summary>
    public static Task DeleteAsync(ITenantStore tenant, BookkeepingCommits commits, IReadOnlySet<string> connections, CancellationToken cancellation) =>
        DeleteAsync(tenant, commits, e => e.Connection is { } connection && connections.Contains(connection), cancellation);

    private static async Task DeleteAsync(ITenantStore tenant, BookkeepingCommits commits, Func<Made, bool> which, CancellationToken cancellation)
    {
        foreach (var export in (await AllAsync(tenant, cancellation)).Where(which)) await commits.AddAsync(DocumentWrite.Delete(export.Path), cancellation);
    }

    private static async Task<List<Made>> AllAsync(ITenantStore tenant, CancellationToken cancellation)
    {
        List<Made> all = [];
        var query = new DocumentQuery { Collection = Collections.PrivacyExports, Select = ["connection", "expireAt", Person] };
        await foreach (var document in tenant.QueryAsync(query, cancellation))
        {
            var f = document.Body.Read();
            all.Add(new Made(document.Path, f.Text("connection"), f.Time("expireAt") ?? default, f.Bytes(Person)));
        }

        return all;
    }

    private sealed record Made(DocumentPath Path, string? Connection, DateTimeOffset ExpireAt, byte[]? Person)
    {
        public string Request => Path.Id[..Path.Id.LastIndexOf('~')];
    }
}
