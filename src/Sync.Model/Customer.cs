namespace Sync.Model;

/// <summary>A customer as the POS knows them.</summary>
public sealed record Customer : IPosRecord
{
    /// <inheritdoc />
    public required string Id { get; init; }

    /// <summary>Trimmed and lowercased; null where the POS has none or only a placeholder.</summary>
    public string? Email { get; init; }

    /// <summary>The id under which the POS names this person on a sale, where that is another one than <see cref="Id"/>.</summary>
    public string? UserId { get; init; }

    /// <summary>Given name; null where the POS has none.</summary>
    public string? FirstName { get; init; }

    /// <summary>Family name; null where the POS has none.</summary>
    public string? LastName { get; init; }

    /// <summary>Phone number as the POS has it.</summary>
    public string? Phone { get; init; }

    /// <summary>Loyalty points; null where the POS does not keep them (somebody else may).</summary>
    public long? LoyaltyPoints { get; init; }

    /// <summary>When the POS created the record; null where it does not say.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>
    /// True where only some of the fields were stated, as on a sale that names its buyer: what is null then was not said
    /// and is left as it is stored. False means that null is the POS's answer.
    /// </summary>
    public bool Partial { get; init; }

    /// <summary>
    /// Since when this holds, where a customer is told of by several records (such as sales) that may be read in any order: what
    /// is older than what was stored last is passed over, except by a read from the beginning. Counts in microseconds. Null, the
    /// default, where whatever is read last is true.
    /// </summary>
    public DateTimeOffset? AsOf { get; init; }
}
