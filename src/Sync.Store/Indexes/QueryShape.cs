namespace Sync.Store.Indexes;

/// <summary>What of a query decides which index it needs.</summary>
/// <param name="Group">The collection group.</param>
/// <param name="Equal">The fields that must equal a value.</param>
/// <param name="Order">The order that Firestore gives: the query's own, then the fields of its inequalities.</param>
internal sealed record QueryShape(string Group, IReadOnlyList<string> Equal, IReadOnlyList<DocumentOrder> Order)
{
    /// <summary>The shape of a query.</summary>
    public static QueryShape Of(DocumentQuery query)
    {
        var equal = query.Filters.Where(f => f.Operator == FilterOperator.Equal).Select(f => f.Field).Distinct().Order(StringComparer.Ordinal).ToList();
        return new QueryShape(query.Collection[(query.Collection.LastIndexOf('/') + 1)..], equal, EffectiveOrder(query).Where(o => !equal.Contains(o.Field)).ToList());
    }

    /// <summary>The order that Firestore gives to a query's answer, ties by id aside.</summary>
    public static IReadOnlyList<DocumentOrder> EffectiveOrder(DocumentQuery query)
    {
        var order = query.OrderBy.ToList();
        var descending = order.Count > 0 && order[^1].Descending;
        order.AddRange(query.Filters
            .Where(f => f.Operator != FilterOperator.Equal).Select(f => f.Field).Distinct()
            .Where(f => order.All(o => o.Field != f)).Order(StringComparer.Ordinal)
            .Select(f => new DocumentOrder(f, descending)));
        return order;
    }

    /// <summary>
    /// Whether single-field indexes do not suffice. Equalities alone are joined from them, and so is one order alone; an order
    /// beside anything else is not.
    /// </summary>
    public bool NeedsComposite => Order.Count > 0 && Order.Count + Equal.Count > 1;

    /// <summary>The index that would answer it.</summary>
    public CompositeIndex Index => new(Group, [.. Equal.Select(f => new DocumentOrder(f)), .. Order]);
}
