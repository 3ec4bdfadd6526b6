using System.Globalization;
using Sync.ConnectorKit.Paging;

namespace Sync.Connectors.Alleaves;

/// <summary>Where a read of pages goes on that was cut off. Written, it is a checkpoint.</summary>
/// <param name="From">From when on records are asked for: pages are counted within that; null for all.</param>
/// <param name="Latest">The latest creation that was read; null for none.</param>
/// <param name="Place">The page that was read last.</param>
internal sealed record Resume(DateTimeOffset? From, DateTimeOffset? Latest, PagePlace Place)
{
    private const string Mark = "resume";

    /// <summary>What a checkpoint says; null where a cursor is none, and where it cannot be read: that costs a whole read.</summary>
    public static Resume? Parse(string? cursor)
    {
        if ((cursor ?? "").Split('|') is not [Mark, var from, var latest, var page, var size, var last]) return null;
        return Number(page) is { } number && Number(size) is { } rows && last.Length > 0
            ? new Resume(Time(from), Time(latest), new PagePlace(number, rows, Uri.UnescapeDataString(last)))
            : null;
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Mark}|{From:O}|{Latest:O}|{Place.Page}|{Place.Size}|{Uri.EscapeDataString(Place.Last)}");

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;

    private static DateTimeOffset? Time(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at.ToUniversalTime() : null;
}
