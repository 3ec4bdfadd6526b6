using System.Collections.ObjectModel;

namespace Sync.Simulator;

/// <summary>A list that a test may change while the server reads it: answers are made from snapshots, which are never stale.</summary>
public sealed class TruthList<T>() : Collection<T>(new List<T>())
{
    private readonly Lock gate = new();
    private T[]? snapshot;

    /// <summary>The list as it is now.</summary>
    public T[] Snapshot() { lock (gate) return snapshot ??= [.. Items]; }

    protected override void InsertItem(int index, T item) { lock (gate) { base.InsertItem(index, item); snapshot = null; } }

    protected override void SetItem(int index, T item) { lock (gate) { base.SetItem(index, item); snapshot = null; } }

    protected override void RemoveItem(int index) { lock (gate) { base.RemoveItem(index); snapshot = null; } }

    protected override void ClearItems() { lock (gate) { base.ClearItems(); snapshot = null; } }
}
