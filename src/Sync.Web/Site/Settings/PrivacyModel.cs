namespace Sync.Web.Site.Settings;

/// <summary>What was asked concerning people's data.</summary>
/// <param name="Site">The page.</param>
/// <param name="Requests">The requests, those that wait first, then the newest.</param>
/// <param name="More">How many older ones are not among them.</param>
public sealed record PrivacyModel(SiteContext Site, IReadOnlyList<PrivacyRow> Requests, int More)
{
    /// <summary>What was wrong; null for nothing.</summary>
    public string? Wrong { get; init; }

    /// <summary>Which form it was sent with: <c>export</c>, <c>forget</c> or <c>allow</c>; null for none.</summary>
    public string? Form { get; init; }

    /// <summary>Who was typed into it.</summary>
    public string Who { get; init; } = "";

    /// <summary>What was typed into a form; empty for those that were not sent.</summary>
    public string TypedIn(string form) => form == Form ? Who : "";
}
