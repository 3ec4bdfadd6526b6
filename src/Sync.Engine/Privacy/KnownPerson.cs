namespace Sync.Engine.Privacy;

/// <summary>What one person is known by, in all of an org's connections. Ids are as documents state them.</summary>
internal sealed record KnownPerson
{
    public HashSet<string> Customers { get; } = new(StringComparer.Ordinal);

    /// <summary>Addresses, lowercased.</summary>
    public HashSet<string> Emails { get; } = new(StringComparer.Ordinal);

    /// <summary>The POS's user ids, with their connection's prefix.</summary>
    public HashSet<string> Users { get; } = new(StringComparer.Ordinal);

    /// <summary>Telephone numbers, as E.164.</summary>
    public HashSet<string> Phones { get; } = new(StringComparer.Ordinal);

    /// <summary>Sales that were named one by one.</summary>
    public HashSet<string> Orders { get; } = new(StringComparer.Ordinal);

    /// <summary>The person's documents in <c>people</c>.</summary>
    public HashSet<string> Persons { get; } = new(StringComparer.Ordinal);
}
