namespace Sync.ConnectorKit.Webhooks;

/// <summary>One webhook request, exactly as it came: a signature is over its bytes.</summary>
/// <param name="Url">The address that the POS was given, byte for byte; some POS systems sign it with the body.</param>
/// <param name="Headers">The headers; names in any case.</param>
/// <param name="Body">The raw body.</param>
/// <param name="ReceivedAt">When it came.</param>
public sealed record WebhookDelivery(
    string Url, IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body, DateTimeOffset ReceivedAt);
