namespace Sync.Store.Rules;

/// <summary>What a document weighs.</summary>
/// <param name="Bytes">As Firestore counts a document: https://firebase.google.com/docs/firestore/storage-size.</param>
/// <param name="Values">How many values it holds, lists and maps and their elements each counted.</param>
/// <param name="TopNames">The names of its top-level fields, which a merge sends twice.</param>
internal readonly record struct DocumentSize(int Bytes, int Values, int TopNames)
{
    // On the wire each value has tags and lengths beside it (a map's entry: four tags and lengths, at most 5 bytes each, mostly
    // 1), a number up to 10 bytes instead of 8 and a time up to 14; a write has its mask, precondition and the database's name.
    private const int WirePerValue = 16;
    private const int WirePerWrite = 200;

    /// <summary>An upper bound of the bytes of one write of it in a commit.</summary>
    public int CommitBytes => Bytes + TopNames + (Values * WirePerValue) + WirePerWrite;
}
