namespace Sync.Engine.Ledger;

/// <summary>What the ledger keeps of a product: its fingerprint, and its group where it has one and was read since groups are kept.</summary>
internal static class ProductRow
{
    /// <summary>Stands for a product of which a document is missing, or whose documents disagree; matches no content.</summary>
    public static readonly StableHash InPieces = StableHash.None;

    /// <summary>Packs a product.</summary>
    public static void Write(RowWriter writer, StableHash fingerprint, string? group)
    {
        writer.Clear();
        writer.Fingerprint(fingerprint);
        if (group is not null) writer.Text(group);
    }

    /// <summary>The group that a row names; null where it names none.</summary>
    public static string? GroupOf(ReadOnlySpan<byte> row)
    {
        var reader = new RowReader(row);
        reader.Fingerprint128();
        return reader.AtEnd ? null : reader.Text();
    }

    /// <summary>The keys of all products of which a group is known, by the group.</summary>
    public static ILookup<string, StableHash> ByGroup(LedgerTable table)
    {
        var found = new List<(string Group, StableHash Key)>();
        table.ForEach((key, _, row) =>
        {
            if (GroupOf(row) is { } group) found.Add((group, key));
        });
        return found.ToLookup(f => f.Group, f => f.Key, StringComparer.Ordinal);
    }
}
