using Sync.Store.Indexes;

namespace Sync.Store.Rules;

/// <summary>What a query must be like, whichever store answers it.</summary>
internal static class QueryRules
{
    /// <summary>Refuses a query that Firestore would refuse, or that this contract does not define.</summary>
    public static void Check(DocumentQuery query)
    {
        PathRules.Collection(new DocumentPath(query.Collection, ""));
        if (query.Collection.Length == 0) throw new ArgumentException("A query needs a collection; the tenants are listed by ListTenantsAsync.", nameof(query));
        if (query.Limit is <= 0) throw new ArgumentException("A query's limit must be above 0.", nameof(query));
        if ((query.StartAfterId ?? query.BeforeId) is not null && QueryShape.EffectiveOrder(query).Count > 0)
            throw new ArgumentException("StartAfterId and BeforeId go only with the order by id: without OrderBy and without inequalities.", nameof(query));
        if (query.StartAfter is not null && (query.StartAfterId is not null || query.OrderBy.Count != 1 || QueryShape.EffectiveOrder(query).Count != 1))
            throw new ArgumentException("StartAfter goes only with the order by one field, named in OrderBy.", nameof(query));
        foreach (var filter in query.Filters)
            if (filter.Value is not (string or bool or int or long or decimal or DateTimeOffset))
                throw new ArgumentException($"The filter on '{filter.Field}' compares with a {filter.Value?.GetType().Name ?? "null"}; use a text, number, flag or time.", nameof(query));
        IndexCatalog.Default.Check(query);
    }
}
