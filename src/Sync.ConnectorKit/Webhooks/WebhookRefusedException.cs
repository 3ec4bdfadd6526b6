namespace Sync.ConnectorKit.Webhooks;

/// <summary>A webhook is not believed: its signature is missing or wrong, or it is too old. Holds no secret.</summary>
/// <param name="reason">What is wrong with it, for the log.</param>
public sealed class WebhookRefusedException(string reason) : Exception(reason);
