using Sync.Engine.Connections;
using Sync.Engine.Documents;
using Sync.Engine.Matching;
using Sync.Engine.Orgs;
using Sync.Engine.People;
using Sync.Model;
using Sync.Store;

namespace Sync.Engine.Privacy;

/// <summary>
/// Finds all that one person is known by: their customers at every connection, by id, by address, and by being shown as one. An address
/// that many customers of one POS have is nobody's own (<c>no@email.com</c>, typed at the till): it leads to nobody.
/// </summary>
internal sealed class PersonSearch(ITenantStore tenant, IReadOnlyList<Connection> connections)
{
    // A person may have been made twice or three times at a till.
    private const int MostOfOne = 4;

    private readonly Queue<string> toRead = new();
    private Task<OrgSettings>? settings;

    /// <summary>Everything, beginning with a customer's id or an address.</summary>
    /// <param name="customerKey">A customer's id as documents state it; null where it is not known.</param>
    /// <param name="email">An address; null where it is not known.</param>
    /// <param name="phone">A telephone number; null where it is not known. It leads to sales of nobody, and to no other customer: families share one.</param>
    /// <param name="orderKeys">Sales that are named, by their ids as documents state them.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="OrgException">There is but an address, and it is nobody's own.</exception>
    public async Task<KnownPerson> FindAsync(string? customerKey, string? email, string? phone, IEnumerable<string> orderKeys, CancellationToken cancellation)
    {
        var person = new KnownPerson();
        person.Orders.UnionWith(orderKeys);
        if (customerKey is not null) AddCustomer(person, customerKey);
        await AddPhoneAsync(person, phone, cancellation);
        if (Email.Normalise(email) is { } address && CustomerDirectory.KeyOfEmail(address) is not null && !await TryAddEmailAsync(person, address, cancellation) && customerKey is null)
            throw new OrgException($"More than {MostOfOne} customers of one POS have this address, so it is nobody's own. Name the customer by their id.");
        while (toRead.TryDequeue(out var key)) await ReadAsync(person, key, cancellation);
        return person;
    }

    private void AddCustomer(KnownPerson person, string key)
    {
        if (person.Customers.Add(key)) toRead.Enqueue(key);
    }

    private async Task<bool> TryAddEmailAsync(KnownPerson person, string email, CancellationToken cancellation)
    {
        if (person.Emails.Contains(email)) return true;
        if (await OwnersAsync("email", email, cancellation) is not { } keys) return false;
        person.Emails.Add(email);
        foreach (var key in keys) AddCustomer(person, key);
        return true;
    }

    private async Task AddPhoneAsync(KnownPerson person, string? text, CancellationToken cancellation)
    {
        if (text is null || PhoneNumber.E164(text, (await (settings ??= OrgDirectory.GetAsync(tenant, cancellation))).DialledCode) is not { } phone) return;
        if (!person.Phones.Contains(phone) && await OwnersAsync("phone", text, cancellation) is not null) person.Phones.Add(phone);
    }

    /// <summary>The customers who have it; null where so many do that it is nobody's own.</summary>
    private async Task<IReadOnlyList<string>?> OwnersAsync(string field, string value, CancellationToken cancellation)
    {
        var same = new DocumentQuery { Collection = Collections.Customers, Filters = [new DocumentFilter(field, FilterOperator.Equal, value)], Select = [field] };
        var keys = await tenant.QueryAsync(same, cancellation).Select(c => DocumentId.Unescape(c.Path.Id)).ToListAsync(cancellation);
        return keys.CountBy(PrefixOf).Any(c => c.Value > MostOfOne) ? null : keys;
    }

    private async Task ReadAsync(KnownPerson person, string key, CancellationToken cancellation)
    {
        if (await tenant.GetAsync(new DocumentPath(Collections.Customers, DocumentId.Escape(key)), cancellation) is not { } document) return;
        var fields = document.Body.Read();
        await AddPhoneAsync(person, fields.Text("phone"), cancellation);
        if (fields.Text("userId") is { Length: > 0 } user) person.Users.Add(PrefixOf(key) + user);
        if (fields.Text(PersonDocument.Link) is { } link && person.Persons.Add(link)
            && await tenant.GetAsync(PersonDocument.Path(link), cancellation) is { } linked)
            foreach (var member in linked.Body.Read().TextList("customerIds")) AddCustomer(person, member);
        if (Email.Normalise(fields.Text("email")) is { } email && CustomerDirectory.KeyOfEmail(email) is not null) await TryAddEmailAsync(person, email, cancellation);
    }

    private string PrefixOf(string key) => KeyOwner.Of(connections, key)?.Prefix ?? "";
}
