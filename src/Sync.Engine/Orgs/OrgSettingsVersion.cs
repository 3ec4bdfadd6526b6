using Sync.Model;

namespace Sync.Engine.Orgs;

/// <summary>An org's settings as somebody has read them.</summary>
/// <param name="Settings">The settings.</param>
/// <param name="Version">Stands for all of them: they are changed only where they are still the same.</param>
public sealed record OrgSettingsVersion(OrgSettings Settings, string Version);
