namespace Sync.Cli.Demo;

/// <summary>Whether the demo ends by serving the admin site.</summary>
/// <param name="Opens">Whether it does.</param>
/// <param name="Port">Where; null for the usual port, or a free one where that is taken.</param>
internal readonly record struct SiteChoice(bool Opens, int? Port);
