using System.Collections.ObjectModel;

namespace Sync.Simulator;

/// <summary>A list that tells the shop when it changes, so that answers are never stale.</summary>
public sealed class TruthList<T>(Action changed) : Collection<T>(new List<T>())
{
    protected override void InsertItem(int index, T item) { base.InsertItem(index, item); changed(); }

    protected override void SetItem(int index, T item) { base.SetItem(index, item); changed(); }

    protected override void RemoveItem(int index) { base.RemoveItem(index); changed(); }

    protected override void ClearItems() { base.ClearItems(); changed(); }
}
