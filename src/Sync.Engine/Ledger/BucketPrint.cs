namespace Sync.Engine.Ledger;

/// <summary>
/// What stands before a bucket's rows in the store: their hash. A bucket that somebody else has written to, or that came back in part from
/// a copy of the database, would else be taken for what is stored, or end each run that reads it.
/// </summary>
internal static class BucketPrint
{
    /// <summary>How many bytes it takes.</summary>
    public const int Bytes = StableHash.Bytes;

    /// <summary>Puts it before the rows.</summary>
    /// <param name="bucket">Room for it, then the rows.</param>
    public static void Put(Span<byte> bucket) => StableHash.Of(bucket[Bytes..]).Write(bucket);

    /// <summary>Whether a stored bucket is as it was written.</summary>
    public static bool Holds(ReadOnlySpan<byte> bucket)
    {
        if (bucket.Length < Bytes) return false;
        var (written, now) = (StableHash.Read(bucket), StableHash.Of(bucket[Bytes..]));
        return written == now;
    }
}
