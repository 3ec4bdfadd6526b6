using System.Collections.Concurrent;

namespace Sync.Simulator.Square;

/// <summary>Loyalty accounts: the points of each customer who has one, and when they moved.</summary>
public sealed class SquarePoints(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, (long Balance, DateTimeOffset UpdatedAt)> accounts = new();

    /// <summary>A customer's points.</summary>
    /// <exception cref="KeyNotFoundException">They have no account.</exception>
    public long this[string customer]
    {
        get => accounts[customer].Balance;
        set => accounts[customer] = (value, time.GetUtcNow());
    }

    internal IEnumerable<(string Customer, long Balance, DateTimeOffset UpdatedAt)> Snapshot() =>
        accounts.Select(a => (a.Key, a.Value.Balance, a.Value.UpdatedAt));
}
