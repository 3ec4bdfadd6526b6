using Sync.Engine.Audit;

namespace Sync.Web.Site.Settings;

/// <summary>Who did what.</summary>
/// <param name="Site">The page.</param>
/// <param name="Entries">The entries, newest first.</param>
/// <param name="Older">Where the older ones are; null where there are none.</param>
/// <param name="Newest">Whether these are the newest.</param>
public sealed record AuditModel(SiteContext Site, IReadOnlyList<AuditEntry> Entries, string? Older, bool Newest);
