namespace Sync.Connectors.Files.Values;

/// <summary>Names of people.</summary>
internal static class PersonName
{
    /// <summary>The parts as stated, else the whole name parted at its first blank.</summary>
    public static (string? First, string? Last) Of(string? first, string? last, string? whole)
    {
        if (first is not null || last is not null || whole is null) return (first, last);
        var blank = whole.IndexOf(' ');
        return blank < 0 ? (whole, null) : (whole[..blank], whole[(blank + 1)..].Trim());
    }
}
