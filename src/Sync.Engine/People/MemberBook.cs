using Sync.Engine.Documents;
using Sync.Engine.Ledger;
using Sync.Engine.Matching;
using Sync.Model;
using Sync.Store;

namespace Sync.Engine.People;

/// <summary>
/// The customers of all connections with what they are recognised by. Phone numbers stand in the documents only: those of
/// customers who changed since the last time are read.
/// </summary>
internal sealed class MemberBook(ITenantStore tenant, LedgerTable table, string? callingCode)
{
    private const int ReadAtOnce = 300;

    private readonly RowWriter row = new();

    /// <summary>Brings the book up to date.</summary>
    /// <param name="connections">The connections, in their order.</param>
    /// <param name="anew">Whether nothing that is remembered counts.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task RefreshAsync(IReadOnlyList<ConnectionCustomers> connections, bool anew, CancellationToken cancellation)
    {
        HashSet<StableHash> standing = [];
        List<(string Key, StableHash Fingerprint)> changed = [];
        foreach (var connection in connections)
            connection.Table.ForEach((customer, _, bytes) =>
            {
                var (key, fingerprint) = (connection.KeyOf(customer), CustomerRow.FingerprintOf(bytes));
                standing.Add(StableHash.Of(key));
                if (anew || !table.TryGet(StableHash.Of(key), out var known) || MemberRow.Read(known).Fingerprint != fingerprint) changed.Add((key, fingerprint));
            });

        foreach (var gone in table.Keys().Where(k => !standing.Contains(k))) table.Remove(gone);
        foreach (var some in changed.Chunk(ReadAtOnce)) await ReadAsync(some, cancellation);
    }

    /// <summary>All of them.</summary>
    public IEnumerable<Member> Members(IReadOnlyList<ConnectionCustomers> connections)
    {
        for (var i = 0; i < connections.Count; i++)
            foreach (var customer in connections[i].Table.Keys())
                yield return MemberOf(i, connections[i], customer);
    }

    private Member MemberOf(int place, ConnectionCustomers connection, StableHash customer)
    {
        connection.Table.TryGet(customer, out var bytes);
        CustomerRow.ReadKeys(bytes, out var email, out _);
        var key = connection.KeyOf(customer);
        var phone = table.TryGet(StableHash.Of(key), out var known) ? MemberRow.Read(known).Phone : null;
        return new Member(place, key, CustomerDirectory.KeyOfEmail(email) is null ? null : email, phone);
    }

    private async Task ReadAsync((string Key, StableHash Fingerprint)[] some, CancellationToken cancellation)
    {
        var documents = await tenant.GetManyAsync([.. some.Select(s => new DocumentPath(Collections.Customers, DocumentId.Escape(s.Key)))], cancellation);
        for (var i = 0; i < some.Length; i++)
        {
            new MemberRow(some[i].Fingerprint, PhoneNumber.E164(documents[i]?.Body.Read().Text("phone"), callingCode)).Write(row);
            table.Set(some[i].Key, StableHash.Of(some[i].Key), row.Written);
        }
    }
}
