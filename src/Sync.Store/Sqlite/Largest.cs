namespace Sync.Store.Sqlite;

/// <summary>Finds the first few without keeping all.</summary>
internal static class Largest
{
    /// <summary>The first <paramref name="count"/> elements in an order, unsorted.</summary>
    public static List<T> First<T>(IEnumerable<T> elements, int count, Comparison<T> order)
    {
        // The queue gives up the last in order first.
        var kept = new PriorityQueue<T, T>(Comparer<T>.Create((a, b) => order(b, a)));
        foreach (var element in elements)
        {
            if (kept.Count < count) kept.Enqueue(element, element);
            else kept.EnqueueDequeue(element, element);
        }

        return kept.UnorderedItems.Select(i => i.Element).ToList();
    }
}
