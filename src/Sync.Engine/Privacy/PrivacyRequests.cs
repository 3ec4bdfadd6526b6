using System.Globalization;
using System.Text;
using Sync.ConnectorKit.Webhooks;
using Sync.Engine.Audit;
using Sync.Engine.Connections;
using Sync.Engine.Documents;
using Sync.Engine.Orgs;
using Sync.Store;

namespace Sync.Engine.Privacy;

/// <summary>
/// What was asked concerning people's data, by POS systems and by the owner. The org's next run carries it out. Lines of the audit
/// log name the request and never the person's address: they would be what is left of somebody who was to be forgotten.
/// </summary>
public sealed class PrivacyRequests(ConnectionDirectory directory, TimeProvider time)
{
    private const int MostInAnInstant = 1000;

    /// <summary>All requests of which anything is known, those that are done too.</summary>
    public static async Task<IReadOnlyList<PrivacyState>> ListAsync(ITenantStore tenant, CancellationToken cancellation = default)
    {
        List<PrivacyState> all = [];
        var exports = await PersonExports.StoredAsync(tenant, cancellation);
        await foreach (var document in tenant.QueryAsync(new DocumentQuery { Collection = Collections.PrivacyRequests }, cancellation))
        {
            var task = PrivacyTask.From(document);
            all.Add(new PrivacyState(document.Path.Id, task.Asked.Kind, task.State, document.Body.Read().Time("doneAt"))
            {
                Connection = task.Connection,
                Error = document.Body.Read().Text("error"),
                HasExport = exports.Contains(document.Path.Id),
                ReceivedAt = document.Body.Read().Time("receivedAt"),
            });
        }

        return all;
    }

    /// <summary>All that is stored of one person just now, as one JSON object.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="who">An address, or a customer's id as documents state it.</param>
    /// <param name="by">Who reads it, for the audit log.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="OrgException">Nobody has that address or id.</exception>
    public async Task<string> ReadAsync(ITenantStore tenant, string who, Actor by, CancellationToken cancellation = default)
    {
        var person = await FindAsync(tenant, who, cancellation);
        var text = await new PersonExport(tenant).OfAsync(person, cancellation);
        await AuditLog.AddAsync(tenant, time, by, "data.exported", "one person", string.Join(", ", person.Customers.Where(c => !c.Contains('@')).Order(StringComparer.Ordinal)), cancellation);
        return text;
    }

    /// <summary>How many documents tell of one person just now, by collection; nothing of what they say.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="who">An address, or a customer's id as documents state it.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="OrgException">Nobody has that address or id.</exception>
    public static async Task<IReadOnlyDictionary<string, int>> CountAsync(ITenantStore tenant, string who, CancellationToken cancellation = default) =>
        await new PersonExport(tenant).CountAsync(await FindAsync(tenant, who, cancellation), cancellation);

    /// <summary>Asks for a person's data, or for the person to be forgotten.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="kind">One person's export or erasure.</param>
    /// <param name="who">An address, or a customer's id as documents state it.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <param name="by">Who asks, for the audit log; null where nobody in particular does.</param>
    /// <returns>The request's id.</returns>
    /// <exception cref="OrgException">Nobody has that address or id.</exception>
    public async Task<string> AskAsync(ITenantStore tenant, PrivacyKind kind, string who, CancellationToken cancellation = default, Actor? by = null)
    {
        var (customer, email) = await WhoAsync(tenant, who, cancellation);
        var now = time.GetUtcNow();
        var first = $"owner~{now.UtcDateTime.ToString("yyyyMMdd'T'HHmmssfffffff", CultureInfo.InvariantCulture)}";
        // Two may ask in the same instant: whoever comes second is numbered.
        for (var number = 1; ; number++)
        {
            var id = number == 1 ? first : string.Create(CultureInfo.InvariantCulture, $"{first}~{number}");
            try
            {
                var write = DocumentWrite.Create(new DocumentPath(Collections.PrivacyRequests, id), OwnersBody(id, kind, customer, email, tenant.Org.Value, now));
                await tenant.CommitAsync(by is null ? [write] : [write, AuditLog.Line(time, by, kind == PrivacyKind.Export ? "person.export-asked" : "person.erasure-asked", id)], cancellation);
                return id;
            }
            catch (StoreException e) when (e.Failure == StoreFailure.AlreadyExists && number < MostInAnInstant)
            {
                // Taken: the next number is tried.
            }
        }
    }

    private static DocumentBody OwnersBody(string id, PrivacyKind kind, string? customer, string? email, string org, DateTimeOffset now) => DocumentBody.Build(w =>
    {
        w.OptionalText("customerId", customer);
        w.OptionalText("email", email);
        w.Text("kind", kind == PrivacyKind.Export ? "export" : "erase");
        w.Text("orgId", org);
        w.Time("receivedAt", now);
        w.Text("reference", id);
        w.Text("state", PrivacyTask.Open);
    });

    /// <summary>What an export found, as one JSON object; null where there is none (any more): exports are kept thirty days, and go with the person.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="request">The request's id.</param>
    /// <param name="by">Who reads it, for the audit log.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<string?> ExportAsync(ITenantStore tenant, string request, Actor by, CancellationToken cancellation = default)
    {
        var text = new StringBuilder();
        for (var part = 0; await tenant.GetAsync(PersonExports.PathOf(request, part), cancellation) is { } document; part++)
            text.Append(document.Body.Read().Text("json"));
        if (text.Length == 0) return null;
        var read = DocumentWrite.Merge(new DocumentPath(Collections.PrivacyRequests, request), DocumentBody.Build(w => w.Time(PrivacyTask.ReadAt, time.GetUtcNow())));
        await tenant.CommitAsync([read, AuditLog.Line(time, by, "data.exported", "one person", request)], cancellation);
        return text.ToString();
    }

    /// <summary>Lets a person who was forgotten be stored again, from the next run on that reads them.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="who">The address, or the customer's id as documents stated it.</param>
    /// <param name="by">Who allows it, for the audit log.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>False where nobody of that address or id was forgotten.</returns>
    public async Task<bool> AllowAsync(ITenantStore tenant, string who, Actor by, CancellationToken cancellation = default)
    {
        var person = new KnownPerson();
        if (Model.Email.Normalise(who) is { } email) person.Emails.Add(email);
        person.Customers.Add(who);
        var writes = (await ErasureBook.OpenAsync(tenant, directory, cancellation)).Without(person);
        if (writes.Count == 0) return false;
        try
        {
            await tenant.CommitAsync([.. writes, AuditLog.Line(time, by, "person.allowed", who.Contains('@') ? "one person" : who)], cancellation);
            return true;
        }
        catch (StoreException e) when (e.Failure is StoreFailure.VersionChanged or StoreFailure.AlreadyExists)
        {
            return await AllowAsync(tenant, who, by, cancellation); // somebody else was noted meanwhile: both changes count
        }
    }

    private static async Task<KnownPerson> FindAsync(ITenantStore tenant, string who, CancellationToken cancellation)
    {
        var (customer, email) = await WhoAsync(tenant, who, cancellation);
        return await new PersonSearch(tenant, await ConnectionDirectory.ListAsync(tenant, cancellation)).FindAsync(customer, email, null, [], cancellation);
    }

    // A POS may use addresses as ids, so a customer of that id comes first; an address may also stand on sales alone.
    private static async Task<(string? Customer, string? Email)> WhoAsync(ITenantStore tenant, string who, CancellationToken cancellation)
    {
        if (who.Length > 0 && await tenant.GetAsync(new DocumentPath(Collections.Customers, DocumentId.Escape(who)), cancellation) is not null) return (who, null);
        if (Model.Email.Normalise(who) is { } email && email.Contains('@') && await IsKnownAsync(tenant, email, cancellation)) return (null, email);
        throw new OrgException($"Nobody in {tenant.Org} is known as '{who}'. Give an e-mail address or a customer's id. Nothing was changed.");
    }

    private static async Task<bool> IsKnownAsync(ITenantStore tenant, string email, CancellationToken cancellation)
    {
        foreach (var (collection, field) in ((string, string)[])[(Collections.Customers, "email"), (Collections.UnmatchedOrders, "buyerEmail")])
        {
            var query = new DocumentQuery { Collection = collection, Filters = [new DocumentFilter(field, FilterOperator.Equal, email)], Limit = 1 };
            await foreach (var _ in tenant.QueryAsync(query, cancellation)) return true;
        }

        return false;
    }
}

/// <summary>How a request stands.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">What was asked for.</param>
/// <param name="State"><c>open</c>, <c>erasing</c>, <c>done</c> or <c>failed</c>.</param>
/// <param name="DoneAt">When it was done; null where it is not.</param>
public sealed record PrivacyState(string Id, PrivacyKind Kind, string State, DateTimeOffset? DoneAt)
{
    /// <summary>Why it failed; null where it did not.</summary>
    public string? Error { get; init; }

    /// <summary>The connection whose POS asked; null where the owner did.</summary>
    public string? Connection { get; init; }

    /// <summary>When it was asked for; null once it is done.</summary>
    public DateTimeOffset? ReceivedAt { get; init; }

    /// <summary>Whether there is an export to be read (<see cref="PrivacyRequests.ExportAsync"/>).</summary>
    public bool HasExport { get; init; }
}
