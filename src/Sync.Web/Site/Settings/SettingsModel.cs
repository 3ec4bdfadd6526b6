namespace Sync.Web.Site.Settings;

/// <summary>The org's settings as a form.</summary>
/// <param name="Site">The page.</param>
/// <param name="Version">What the settings stood at when they were read.</param>
/// <param name="Values">What stands in each field, by the setting's name.</param>
public sealed record SettingsModel(SiteContext Site, string Version, IReadOnlyDictionary<string, string> Values)
{
    /// <summary>What is wrong, by the setting's name; empty for nothing.</summary>
    public IReadOnlyDictionary<string, string> Wrong { get; init; } = new Dictionary<string, string>();

    /// <summary>What is wrong with the whole; null for nothing.</summary>
    public string? Message { get; init; }

    /// <summary>The names of the time zones that there are.</summary>
    public IReadOnlyList<string> Zones { get; init; } = [];
}
