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
    private readonly Dictionary<UInt128, UInt128> byEmail = [];
    private readonly Dictionary<UInt128, UInt128> byUserId = [];
    private readonly HashSet<UInt128> shared = [];

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
    public static UInt128? KeyOfEmail(string? email) => email is not null && email.Contains('@') ? StableHash.Of(email) : null;

    /// <summary>The customer's key in the ledger, or null.</summary>
    public UInt128? Match(string? customerId, string? email, string? userId)
    {
        if (customerId is not null && StableHash.Of(customerId) is var id && customers.Contains(id)) return id;
        if (KeyOfEmail(email) is { } emailKey && byEmail.TryGetValue(emailKey, out var byAddress)) return byAddress;
        return userId is not null && byUserId.TryGetValue(StableHash.Of(userId), out var byUser) ? byUser : null;
    }

    public UInt128? Match(Order order) => Match(order.CustomerId, order.BuyerEmail, order.BuyerUserId);

    /// <summary>Whose address it is, of those who share it.</summary>
    public UInt128? OwnerOf(UInt128 emailKey) => byEmail.TryGetValue(emailKey, out var owner) ? owner : null;

    /// <summary>Whether several customers have the address.</summary>
    public bool IsShared(UInt128 emailKey) => shared.Contains(emailKey);

    private bool Claim(Dictionary<UInt128, UInt128> claims, UInt128 key, UInt128 customer)
    {
        if (claims.Count == 0) claims.EnsureCapacity(customers.Count); // grown step by step it would take half as much again
        if (claims.TryAdd(key, customer)) return true;
        if (IsLower(customers.IdOf(customer), customers.IdOf(claims[key]))) claims[key] = customer;
        return false;
    }

    public static bool IsLower(string a, string b) => a.Length != b.Length ? a.Length < b.Length : string.CompareOrdinal(a, b) < 0;
}
