namespace Sync.Engine.Ledger;

/// <summary>What the ledger keeps of a product: its fingerprint, and its group where it has one and was read since groups are kept.</summary>
internal static class ProductRow
{
    /// <summary>Stands for a product of which a document is missing, or whose documents disagree; matches no content.</summary>
    public static readonly UInt128 InPieces = UInt128.Zero;

    /// <summary>Packs a product.</summary>
    public static void Write(RowWriter writer, UInt128 fingerprint, string? group)
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
    public static ILookup<string, UInt128> ByGroup(LedgerTable table)
    {
        var found = new List<(string Group, UInt128 Key)>();
        table.ForEach((key, _, row) =>
        {
            if (GroupOf(row) is { } group) found.Add((group, key));
        });
        return found.ToLookup(f => f.Group, f => f.Key, StringComparer.Ordinal);
    }
}
