using Sync.Engine.Ledger;
using Sync.Model;

namespace Sync.Engine.Matching;

/// <summary>
/// Finds an order's customer: by the customer id that the order states, else by address, else by POS user id. Where several
/// customers share an address or user id, the one with the lowest id has it, whatever order the pages came in.
/// </summary>
internal sealed class CustomerDirectory
{
    private readonly LedgerTable customers;
    private readonly Dictionary<StableHash, StableHash> byEmail = [];
    private readonly Dictionary<StableHash, StableHash> byUserId = [];
    private readonly HashSet<StableHash> shared = [];

    private CustomerDirectory(LedgerTable customers) => this.customers = customers;

    public static CustomerDirectory Of(LedgerTable customers)
    {
        var directory = new CustomerDirectory(customers);
        foreach (var key in customers.Keys())
        {
            customers.TryGet(key, out var bytes);
            CustomerRow.ReadKeys(bytes, out var email, out var userId);
            if (KeyOfEmail(email) is { } emailKey && !directory.Claim(directory.byEmail, emailKey, key)) directory.shared.Add(emailKey);
            if (!string.IsNullOrEmpty(userId)) directory.Claim(directory.byUserId, StableHash.Of(userId), key);
        }

        return directory;
    }

    /// <summary>The key of an address that can tell people apart; null for none and for text that is no address.</summary>
    public static StableHash? KeyOfEmail(string? email) => email is not null && email.Contains('@') ? StableHash.Of(email) : null;

    /// <summary>The customer's key in the ledger, or null.</summary>
    public StableHash? Match(string? customerId, string? email, string? userId)
    {
        if (customerId is not null && StableHash.Of(customerId) is var id && customers.Contains(id)) return id;
        if (KeyOfEmail(email) is { } emailKey && byEmail.TryGetValue(emailKey, out var byAddress)) return byAddress;
        return userId is not null && byUserId.TryGetValue(StableHash.Of(userId), out var byUser) ? byUser : null;
    }

    public StableHash? Match(Order order) => Match(order.CustomerId, order.BuyerEmail, order.BuyerUserId);

    /// <summary>Whose address it is, of those who share it.</summary>
    public StableHash? OwnerOf(StableHash emailKey) => byEmail.TryGetValue(emailKey, out var owner) ? owner : null;

    /// <summary>Whether several customers have the address.</summary>
    public bool IsShared(StableHash emailKey) => shared.Contains(emailKey);

    private bool Claim(Dictionary<StableHash, StableHash> claims, StableHash key, StableHash customer)
    {
        if (claims.Count == 0) claims.EnsureCapacity(customers.Count); // grown step by step it would take half as much again
        if (claims.TryAdd(key, customer)) return true;
        if (IsLower(customers.IdOf(customer), customers.IdOf(claims[key]))) claims[key] = customer;
        return false;
    }

    public static bool IsLower(string a, string b) => a.Length != b.Length ? a.Length < b.Length : string.CompareOrdinal(a, b) < 0;
}
