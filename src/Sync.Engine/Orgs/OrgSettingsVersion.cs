using Sync.Model;

namespace Sync.Engine.Orgs;

/// <summary>An org's settings as somebody has read them.</summary>
/// <param name="Settings">The settings.</param>
/// <param name="Version">What they stood at: they are changed only where they still do.</param>
public sealed record OrgSettingsVersion(OrgSettings Settings, string Version);
