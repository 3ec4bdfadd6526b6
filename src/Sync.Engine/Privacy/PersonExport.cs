using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sync.Engine.Documents;
using Sync.Engine.Orgs;
using Sync.Engine.People;
using Sync.Engine.Queries;
using Sync.Store;

namespace Sync.Engine.Privacy;

/// <summary>All that is stored of one person, as one JSON object with a list for each collection.</summary>
internal sealed class PersonExport(ITenantStore tenant)
{
    private static readonly HashSet<string> NoFields = [];
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public async Task<string> OfAsync(KnownPerson person, CancellationToken cancellation) => Write(await FindAsync(person, cancellation));

    /// <summary>How many documents there are, by collection.</summary>
    public async Task<IReadOnlyDictionary<string, int>> CountAsync(KnownPerson person, CancellationToken cancellation) =>
        (await FindAsync(person, cancellation)).Where(d => d.Value.Count > 0).ToDictionary(d => d.Key, d => d.Value.Count);

    private async Task<SortedDictionary<string, List<StoredDocument>>> FindAsync(KnownPerson person, CancellationToken cancellation)
    {
        var documents = new SortedDictionary<string, List<StoredDocument>>(StringComparer.Ordinal);
        await GetAsync(documents, Collections.Customers, person.Customers, cancellation);
        await GetAsync(documents, Collections.CustomerSpending, person.Customers.Select(c => "cid_" + c).Concat(person.Emails), cancellation);
        await GetAsync(documents, Collections.People, person.Persons, cancellation);
        await GetAsync(documents, Collections.Orders, person.Orders, cancellation);
        await GetAsync(documents, Collections.UnmatchedOrders, person.Orders, cancellation);
        foreach (var customer in person.Customers) await QueryAsync(documents, Collections.Orders, "customerId", customer, cancellation);
        foreach (var email in person.Emails) await QueryAsync(documents, Collections.UnmatchedOrders, "buyerEmail", email, cancellation);
        if (person.Phones.Count == 0) return documents;
        await foreach (var (sale, phone) in PhonedSales.OfAsync(tenant, (await OrgDirectory.GetAsync(tenant, cancellation)).DialledCode, cancellation))
            if (person.Phones.Contains(phone)) Add(documents, Collections.UnmatchedOrders, [sale]);
        return documents;
    }

    private async Task GetAsync(
        SortedDictionary<string, List<StoredDocument>> documents, string collection, IEnumerable<string> ids, CancellationToken cancellation)
    {
        var paths = ids.Select(id => new DocumentPath(collection, DocumentId.Escape(id))).ToList();
        if (paths.Count > 0) Add(documents, collection, (await tenant.GetManyAsync(paths, cancellation)).OfType<StoredDocument>());
    }

    private async Task QueryAsync(
        SortedDictionary<string, List<StoredDocument>> documents, string collection, string field, string value, CancellationToken cancellation)
    {
        var query = new DocumentQuery { Collection = collection, Filters = [new DocumentFilter(field, FilterOperator.Equal, value)] };
        await foreach (var document in tenant.QueryAsync(query, cancellation)) Add(documents, collection, [document]);
    }

    private static void Add(SortedDictionary<string, List<StoredDocument>> documents, string collection, IEnumerable<StoredDocument> found)
    {
        if (!documents.TryGetValue(collection, out var list)) documents[collection] = list = [];
        list.AddRange(found.Where(f => list.TrueForAll(l => l.Path != f.Path)));
    }

    private static string Write(SortedDictionary<string, List<StoredDocument>> documents)
    {
        using var buffer = new MemoryStream();
        using (var w = new Utf8JsonWriter(buffer, Options))
        {
            w.WriteStartObject();
            foreach (var (collection, list) in documents)
            {
                w.WriteStartArray(collection);
                foreach (var document in list) w.WriteRawValue(PlainJson.Of(document.Body, NoFields));
                w.WriteEndArray();
            }

            w.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
