using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Sync.Connectors.GenericRest;

/// <summary>How far a read is. Written, it is a checkpoint.</summary>
/// <param name="Begin">When the whole read began: what its cursor will be.</param>
/// <param name="Since">From when on changes are asked for; null for all.</param>
/// <param name="Number">The number of the page, where pages are numbered.</param>
internal sealed record Place(DateTimeOffset Begin, DateTimeOffset? Since, long Number)
{
    private const string Resume = "resume";

    /// <summary>The cursor, or the link from the host on, of the page.</summary>
    public string? Token { get; init; }

    /// <summary>Rows before the page.</summary>
    public long Rows { get; init; }

    /// <summary>How many of them, in this pass, had an id that had not come before, or none.</summary>
    public long Found { get; init; }

    /// <summary>The smallest number of records that an answer of this pass stated; null where none did.</summary>
    public long? Least { get; init; }

    /// <summary>How many rows were on the page before it.</summary>
    public long Count { get; init; }

    /// <summary>The last id on the page before it.</summary>
    public string? Last { get; init; }

    /// <summary>Whether records were seen to move, so that some may have been missed.</summary>
    public bool Moved { get; init; }

    /// <summary>Whether a record was refused that may be mended.</summary>
    public bool Refused { get; init; }

    /// <summary>Whether what the POS states as the total was found to be none.</summary>
    public bool Uncounted { get; init; }

    /// <summary>0, or 1 where all is read once more because records moved, or what changed meanwhile, which may have moved unseen.</summary>
    public long Pass { get; init; }

    /// <summary>The page before: whether it still ends as it did tells whether records moved meanwhile.</summary>
    public Place OnePageBack() => this with { Number = Number - 1, Rows = Rows - Count };

    public static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);

    public static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    public static DateTimeOffset? Time(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at.ToUniversalTime() : null;

    /// <summary>What a checkpoint says; null where it is none, or was made by another definition.</summary>
    public static Place? Parse(string? text, DateTimeOffset now, string mark)
    {
        var parts = (text ?? "").Split('|');
        if (parts.Length != 12 || parts[0] != Resume || parts[11] != mark || Time(parts[1]) is not { } begin) return null;
        var numbers = new long[6];
        for (var i = 0; i < numbers.Length; i++)
            if (!long.TryParse(parts[3 + i], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out numbers[i])) return null;
        return new Place(begin < now ? begin : now, Time(parts[2]), numbers[0])
        {
            Rows = numbers[1],
            Count = numbers[2],
            Moved = numbers[3] % 2 == 1,
            Pass = numbers[3] / 2 % 2,
            Refused = numbers[3] / 4 % 2 == 1,
            Uncounted = numbers[3] / 8 % 2 == 1,
            Found = numbers[4],
            Least = numbers[5] >= 0 ? numbers[5] : null,
            Token = OrNull(parts[9]),
            Last = OrNull(parts[10]),
        };
    }

    /// <summary>As a checkpoint.</summary>
    /// <param name="mark">The definition's.</param>
    public string Write(string mark) => string.Join('|',
        Resume,
        Text(Begin),
        Since is { } since ? Text(since) : "",
        Text(Number),
        Text(Rows),
        Text(Count),
        Text((Uncounted ? 8 : 0) + (Refused ? 4 : 0) + Pass * 2 + (Moved ? 1 : 0)),
        Text(Found),
        Text(Least ?? -1),
        Uri.EscapeDataString(Token ?? ""),
        Uri.EscapeDataString(Last ?? ""),
        mark);

    private static string? OrNull(string text) => text.Length > 0 ? Uri.UnescapeDataString(text) : null;
}

/// <summary>From when on the next read asks for changes.</summary>
/// <param name="From">From when on.</param>
/// <param name="Mark">What the stream's part of the definition was (<see cref="MarkOf"/>); null in a cursor from before this was kept.</param>
internal sealed record RestCursor(DateTimeOffset From, string? Mark)
{
    private const string Version = "v1";

    /// <summary>What a cursor says; null where it is none, or was made by another definition: what that one could not read, or read otherwise, would never come again.</summary>
    public static RestCursor? Parse(string? text, string mark)
    {
        var parts = (text ?? "").Split('|');
        if (parts.Length is not (2 or 3) || parts[0] != Version || Place.Time(parts[1]) is not { } from) return null;
        return parts.Length == 2 || parts[2] == mark ? new RestCursor(from, mark) : null;
    }

    /// <summary>Tells one definition from another, whatever blanks are between its words.</summary>
    /// <param name="parts">The parts of it that a stream goes by.</param>
    public static string MarkOf(params IEnumerable<string> parts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))).AsSpan(0, 8));

    public override string ToString() => Mark is null ? $"{Version}|{Place.Text(From)}" : $"{Version}|{Place.Text(From)}|{Mark}";
}
