using Sync.ConnectorKit.Webhooks;

namespace Sync.Engine.Hints;

/// <summary>A webhook as it is kept until what it told of was read again, and then for a while, to know it when it is sent once more.</summary>
/// <param name="Connection">The connection's id.</param>
/// <param name="Connector">The connector's id.</param>
/// <param name="News">What it told.</param>
/// <param name="ReceivedAt">When it came.</param>
public sealed record WebhookEvent(string Connection, string Connector, WebhookNews News, DateTimeOffset ReceivedAt);
