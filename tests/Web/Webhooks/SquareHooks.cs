using System.Text.Json.Nodes;
using Sync.ConnectorKit;
using Sync.Model;
using Sync.Simulator.Kit;

namespace Sync.Web.Tests.Webhooks;

/// <summary>Square's webhooks at a running service.</summary>
internal static class SquareHooks
{
    public const string Key = "the-signature-key";

    /// <summary>An org with a connection to Square that nobody has to be at for a webhook to be taken.</summary>
    public static async Task ConnectSquareAsync(this Service service, string org, string key = Key, IReadOnlyDictionary<string, string>? given = null)
    {
        var id = OrgId.Parse(org);
        await service.Parts.Orgs.AddAsync(id, new OrgSettings { Name = org, TimeZone = "UTC", Currency = "USD" });
        var all = new Dictionary<string, string>(given ?? new Dictionary<string, string> { ["accessToken"] = "an-access-token" }) { ["webhookKey"] = key };
        await service.Parts.Connections.SaveAsync(
            service.Parts.Store.OpenTenant(id), "main", "square", ConnectionSettings.From(service.Parts.Connectors.Find("square").Descriptor, all), []);
    }

    /// <summary>A customer's webhook, signed for the address that it is sent to.</summary>
    public static FakeWebhook Customer(this Service service, string path, string eventId, string key = Key, DateTimeOffset? at = null, string customer = "C1") => FakeWebhooks.Square(
        "customer.updated", new JsonObject { ["id"] = customer },
        new FakeWebhookSender(new Uri(service.Client.BaseAddress!, path).ToString(), key, at ?? service.Parts.Time.GetUtcNow()), eventId);

    public static Task<HttpResponseMessage> SendAsync(this Service service, string path, FakeWebhook hook) => service.SendAsync(path, hook.Body, hook.Headers);

    public static async Task<HttpResponseMessage> SendAsync(this Service service, string path, byte[] body, IReadOnlyDictionary<string, string> headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        foreach (var (name, value) in headers)
            if (!request.Headers.TryAddWithoutValidation(name, value)) request.Content.Headers.TryAddWithoutValidation(name, value);
        return await service.Client.SendAsync(request);
    }
}
