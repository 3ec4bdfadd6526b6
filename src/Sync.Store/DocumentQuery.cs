namespace Sync.Store;

/// <summary>A query of one collection, within what Firestore can answer from its indexes.</summary>
public sealed record DocumentQuery
{
    /// <summary>The collection's path below the tenant.</summary>
    public required string Collection { get; init; }

    /// <summary>Conditions that must all hold.</summary>
    public IReadOnlyList<DocumentFilter> Filters { get; init; } = [];

    /// <summary>
    /// The order. Where it is empty: by the fields of the inequalities, ascending, if there are any, else by id. Ties are by id
    /// in the direction of the last field, since that is how Firestore's indexes lie.
    /// </summary>
    public IReadOnlyList<DocumentOrder> OrderBy { get; init; } = [];

    /// <summary>Return only these top-level fields; null for all.</summary>
    public IReadOnlyList<string>? Select { get; init; }

    /// <summary>At most so many; null for all.</summary>
    public int? Limit { get; init; }

    /// <summary>Begin after the document of this id, there or not. Only where the order is by id.</summary>
    public string? StartAfterId { get; init; }

    /// <summary>End before the document of this id, there or not; what follows is not read. Only where the order is by id. Null for no end.</summary>
    public string? BeforeId { get; init; }

    /// <summary>Begin after this place in the order, a document there or not. Only where the order is by one field.</summary>
    public DocumentPlace? StartAfter { get; init; }
}

/// <summary>A place in an order by one field.</summary>
/// <param name="Value">The field's value there, of the kinds that a filter takes.</param>
/// <param name="Id">The document's id there, by which equal values are told apart.</param>
public sealed record DocumentPlace(object Value, string Id);

/// <summary>How a field is compared.</summary>
public enum FilterOperator
{
    /// <summary>The field equals the value.</summary>
    Equal,

    /// <summary>The field is below the value.</summary>
    LessThan,

    /// <summary>The field is at most the value.</summary>
    LessThanOrEqual,

    /// <summary>The field is above the value.</summary>
    GreaterThan,

    /// <summary>The field is at least the value.</summary>
    GreaterThanOrEqual,
}

/// <summary>One condition of a query.</summary>
/// <param name="Field">A top-level field. A document without it is never selected.</param>
/// <param name="Operator">How it is compared; only with a value of the same kind (numbers with numbers, and so on).</param>
/// <param name="Value">A <see cref="string"/>, <see cref="bool"/>, <see cref="long"/>, <see cref="decimal"/> or <see cref="DateTimeOffset"/>.</param>
public sealed record DocumentFilter(string Field, FilterOperator Operator, object Value);

/// <summary>One field that a query orders by. A document without it is never selected.</summary>
/// <param name="Field">A top-level field.</param>
/// <param name="Descending">Largest first.</param>
public sealed record DocumentOrder(string Field, bool Descending = false);
