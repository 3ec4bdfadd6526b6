namespace Sync.Web.Site;

/// <summary>Where a form may send a browser on to: a page of ours, never another host.</summary>
internal static class LocalAddress
{
    /// <summary>The address if it is a path of ours, else <c>/</c>. <c>//host</c>, <c>/\host</c> and what is not plain ASCII are none.</summary>
    public static string Of(string? next) =>
        next is ['/', ..] && !next.StartsWith("//", StringComparison.Ordinal) && !next.Contains('\\') && next.All(c => c is > ' ' and < (char)127) && next.Length <= 500 ? next : "/";
}
