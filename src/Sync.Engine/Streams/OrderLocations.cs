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

    /// <summary>Why an order from there cannot be stored; null where it can.</summary>
    /// <param name="location">Its location.</param>
    /// <param name="known">Those that orders were met from.</param>
    public static string? WhyNot(string location, IReadOnlySet<string> known)
    {
        // Not even in UTF-8 can a character take more than three bytes for each of its halves.
        if (location.Length * 3 > MostBytes && Encoding.UTF8.GetByteCount(location) is > MostBytes and var bytes)
            return $"The id of its location has {bytes} bytes, and {MostBytes} is the most. Check what is read as the location.";
        return known.Count >= Most && !known.Contains(location)
            ? $"It is from another location than the {Most} that orders were met from already, and no connection has more. Check what is read as the location."
            : null;
    }
}
