using Sync.Model;

namespace Sync.ConnectorKit.Webhooks;

/// <summary>A connector whose POS sends the webhooks of all accounts that use an app to one address.</summary>
public interface IAppWebhookConnector : IWebhookConnector
{
    /// <summary>Whether the app's client secret signs them; where not, a key that the POS gives for them does.</summary>
    bool SignedWithClientSecret { get; }

    /// <summary>
    /// Checks that a delivery to the app's address is genuine, in constant time and over the raw body, and says what it tells of each
    /// account. Asks nobody.
    /// </summary>
    /// <param name="delivery">As it came.</param>
    /// <param name="key">What signs; null where the operator has given none.</param>
    /// <exception cref="WebhookRefusedException">It is not genuine, or there is no key to check it with.</exception>
    AppWebhookNews Read(WebhookDelivery delivery, Secret? key);
}

/// <summary>What a genuine webhook at an app's address says.</summary>
/// <param name="ByAccount">What it tells, by the POS's own id of the account, as <see cref="CheckReport.Accounts"/> has it.</param>
public sealed record AppWebhookNews(IReadOnlyDictionary<string, WebhookNews> ByAccount)
{
    /// <summary>As <see cref="WebhookNews.VerificationCode"/>; null for none.</summary>
    public string? VerificationCode { get; init; }

    /// <summary>News of one account; of none where it is not told.</summary>
    public static AppWebhookNews Of(string? account, Func<WebhookNews> news) =>
        new(account is null ? new Dictionary<string, WebhookNews>() : new Dictionary<string, WebhookNews> { [account] = news() });
}
