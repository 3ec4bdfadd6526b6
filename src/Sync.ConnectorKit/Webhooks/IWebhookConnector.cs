namespace Sync.ConnectorKit.Webhooks;

/// <summary>A connector whose POS sends webhooks.</summary>
public interface IWebhookConnector
{
    /// <summary>
    /// Checks that a delivery is genuine, in constant time and over the raw body, and says what it tells. Asks nobody: it has to
    /// be quick, and what is missing to be sure is looked up by the run that follows.
    /// </summary>
    /// <exception cref="WebhookRefusedException">It is not genuine, or no secret to check it with was given.</exception>
    WebhookNews Read(WebhookDelivery delivery, ConnectionSettings settings);
}
