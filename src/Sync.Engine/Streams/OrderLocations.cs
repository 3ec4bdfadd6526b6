using System.Text;

namespace Sync.Engine.Streams;

/// <summary>
/// Locations that no seller has: an id as long as a text, or as many of them as sales, as where a receipt's number was taken for the
/// shop's. Each makes documents of its own for every day, and all of them stand in one document of the ledger.
/// </summary>
internal static class OrderLocations
{
    /// <summary>Most bytes of an id, in UTF-8: whatever is in it, a day's document can still be named after it.</summary>
    public const int MostBytes = 256;

    /// <summary>Most locations of one connection.</summary>
    public const int Most = 1_000;

    // Beside those that are wrong, and stand until the read that puts them right is at its end.
    private const int MostStored = 2 * Most;

    /// <summary>Why an order from there cannot be stored; null where it can.</summary>
    /// <param name="location">Its location.</param>
    /// <param name="known">Those that orders were met from.</param>
    /// <param name="met">Those that this read has met, where it brings everything: what was wrong before is put right by it; otherwise null.</param>
    public static string? WhyNot(string location, IReadOnlySet<string> known, IReadOnlySet<string>? met = null)
    {
        // Not even in UTF-8 can a character take more than three bytes for each of its halves.
        if (location.Length * 3 > MostBytes && Encoding.UTF8.GetByteCount(location) is > MostBytes and var bytes)
            return $"The id of its location has {bytes} bytes, and {MostBytes} is the most. Check what is read as the location.";
        return IsFull(met ?? known, Most, location) || IsFull(known, MostStored, location)
            ? $"It is from another location than the {Most} that orders were met from already, and no connection has more. Check what is read as the location; once that is right, a full run lets it in."
            : null;
    }

    private static bool IsFull(IReadOnlySet<string> locations, int most, string location) => locations.Count >= most && !locations.Contains(location);
}
