namespace Sync.Connectors.Files.Values;

/// <summary>Names of people. A name is one thing: the parts of two are never put together.</summary>
internal static class PersonName
{
    /// <summary>The parts of a name; empty where it has no such part, null where nothing is said of it.</summary>
    /// <param name="first">The cell of the given name.</param>
    /// <param name="last">The cell of the family name.</param>
    /// <param name="whole">The cell of the whole name, which is parted at its first blank.</param>
    /// <param name="inTwo">Whether the file has a column for each part, so that an empty one beside a stated one says that there is none.</param>
    public static (string? First, string? Last) Of(string? first, string? last, string? whole, bool inTwo)
    {
        var parts = first is not null || last is not null;
        if (parts && inTwo) return (first ?? "", last ?? "");
        if (whole is null) return (first, last);
        var blank = whole.IndexOf(' ');
        return blank < 0 ? (whole, "") : (whole[..blank], whole[(blank + 1)..].Trim());
    }
}
