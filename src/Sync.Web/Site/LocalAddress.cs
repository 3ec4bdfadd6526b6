namespace Sync.Web.Site;

/// <summary>Where a form may send a browser on to: a page of ours, never another host.</summary>
internal static class LocalAddress
{
    /// <summary>The address if it is a path of ours, else <c>/</c>. <c>//host</c>, <c>/\host</c> and what has control characters are none.</summary>
    public static string Of(string? next) =>
        next is ['/', ..] && !next.StartsWith("//", StringComparison.Ordinal) && !next.Contains('\\') && !next.Any(char.IsControl) && next.Length <= 500 ? next : "/";
}
