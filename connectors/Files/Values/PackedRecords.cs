namespace Sync.Connectors.Files.Values;

/// <summary>
/// Small records of bytes, one behind another in blocks, found by where they stand: as objects they would cost several times
/// as much. None is given up before all are.
/// </summary>
internal sealed class PackedRecords
{
    /// <summary>Where no record stands.</summary>
    public const int Nowhere = -1;

    /// <summary>The most bytes that a record may have.</summary>
    public const int Longest = 1 << Shift;

    // Below what the runtime holds to be a large object: those are given back late.
    private const int Shift = 16;
    private const int MostBlocks = 1 << (31 - Shift);

    private readonly List<byte[]> blocks = [];
    private int used = Longest; // of the last block; full, so that the first record makes one

    /// <summary>Keeps a record and returns where it stands.</summary>
    /// <exception cref="Sync.ConnectorKit.FixSettingsException">There are 2 GiB of them.</exception>
    public int Add(ReadOnlySpan<byte> record)
    {
        if (used + record.Length > Longest)
        {
            if (blocks.Count == MostBlocks) throw WrongFile.File("The file holds more rows than one import can take. Split it.");
            blocks.Add(new byte[Longest]);
            used = 0;
        }

        var at = ((blocks.Count - 1) << Shift) | used;
        record.CopyTo(At(at));
        used += record.Length;
        return at;
    }

    /// <summary>The bytes from a record's first one on; it says itself where it ends.</summary>
    public Span<byte> At(int place) => blocks[place >> Shift].AsSpan(place & (Longest - 1));
}
