using System.Globalization;

namespace Sync.ConnectorKit.Paging;

/// <summary>
/// Up to where a feed of versions was read from its end down: by windows, the highest first, and upwards within one.
/// </summary>
/// <param name="Top">The highest version when the read began: what is above is left for a read upwards, once all below is read.</param>
/// <param name="Bottom">Nothing has this version or a lower one: the one before the feed's first, or 0.</param>
/// <param name="Floor">Everything above, up to <paramref name="Top"/>, is read.</param>
/// <param name="Lower">Where the window under <paramref name="Floor"/> begins that is being read; <paramref name="Floor"/> itself between two.</param>
/// <param name="At">Everything from <paramref name="Lower"/> up to here is read too.</param>
/// <param name="Width">How many versions the next window is thought to take for a page.</param>
/// <param name="Size">Rows on a full page, as the server was seen to hold it.</param>
public sealed record FeedPlace(long Top, long Bottom, long Floor, long Lower, long At, long Width, int Size)
{
    private const char Between = ',';

    /// <summary>Whether nothing is left below <see cref="Top"/>.</summary>
    public bool IsDone => Floor <= Bottom;

    internal bool IsBetween => Lower == Floor;

    /// <summary>The place as a word for a cursor: digits and commas.</summary>
    public override string ToString() => string.Join(Between, ((long[])[Top, Bottom, Floor, Lower, At, Width, Size]).Select(n => n.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Reads what <see cref="ToString"/> wrote; null of anything else.</summary>
    public static FeedPlace? Parse(string text)
    {
        var numbers = text.Split(Between).Select(Number).ToArray();
        if (numbers is not [{ } top, { } bottom, { } floor, { } lower, { } at, { } width, { } size]) return null;
        var isPlace = bottom <= lower && lower <= at && at <= floor && floor <= top && width > 0 && size is > 0 and <= int.MaxValue;
        return isPlace ? new FeedPlace(top, bottom, floor, lower, at, width, (int)size) : null;
    }

    private static long? Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
