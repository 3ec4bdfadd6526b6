using Sync.Model;

namespace Sync.Connectors.Files.Values;

/// <summary>Amounts of a file as money.</summary>
internal static class Amounts
{
    // No till sells for more; with it a quarter of the range is left free for one more line.
    private const decimal Largest = 1_000_000_000_000m;

    /// <summary>An amount in minor units, rounded half away from zero; null where no till sells for as much.</summary>
    public static long? Minor(decimal major, Currency currency) =>
        Math.Abs(major) > Largest ? null : Money.FromMajor(major, currency).Minor;

    /// <summary>Whether a sum has room for one more line.</summary>
    public static bool HasRoom(long sum) => Math.Abs(sum) < long.MaxValue / 4;

    public static Rejection Unreadable(string what, ReadOnlySpan<byte> cell) => new(
        $"bad {what}",
        $"The {what} {CellText.Quoted(cell)} is not a number that can be read in one way; write 1234.56, or set \"decimal\" to \",\" in a mapping file.");

    public static Rejection TooLarge(string what) => new($"bad {what}", $"The {what} is more than {Largest:N0}, which cannot be right.");
}
