namespace Sync.ConnectorKit.OAuth;

/// <summary>What a POS sends an owner back with.</summary>
/// <param name="Query">The parameters, each given once.</param>
/// <param name="Asked">The settings with which the owner was sent away.</param>
/// <param name="App">The app for which was asked.</param>
/// <param name="ReceivedAt">When it came.</param>
public sealed record OAuthCallback(IReadOnlyDictionary<string, string> Query, ConnectionSettings Asked, AppCredentials App, DateTimeOffset ReceivedAt);
