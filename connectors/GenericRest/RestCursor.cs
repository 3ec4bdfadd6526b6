using System.Security.Cryptography;
using System.Text;

namespace Sync.Connectors.GenericRest;

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
