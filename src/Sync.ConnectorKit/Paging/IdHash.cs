namespace Sync.ConnectorKit.Paging;

/// <summary>Eight bytes for an id of any length, so that a million of them may be remembered. Two that meet cost a proof, never a record.</summary>
internal static class IdHash
{
    public static ulong Of(string id)
    {
        // FNV-1a, and the final mix of MurmurHash3, since ids that count up differ in few bits.
        var hash = 14695981039346656037UL;
        foreach (var c in id) hash = (hash ^ c) * 1099511628211UL;
        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccdUL;
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53UL;
        return hash ^ (hash >> 33);
    }
}
