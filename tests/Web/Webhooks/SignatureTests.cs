using System.Text;
using System.Text.Json;
using Sync.ConnectorKit;
using Sync.ConnectorKit.Webhooks;
using Sync.Connectors;
using Sync.TestKit;

namespace Sync.Web.Tests.Webhooks;

/// <summary>The published signature vectors, and what must not pass.</summary>
public sealed class SignatureTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    public static TheoryData<string, int> Vectors
    {
        get
        {
            var all = new TheoryData<string, int>();
            foreach (var pos in new[] { "square", "shopify", "toast", "lightspeed-x" })
                for (var i = 0; i < Of(pos).Count; i++) all.Add(pos, i);
            if (all.Count == 0) all.Add("square", 0); // where the vectors are not there the test says so
            return all;
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Vectors))]
    public void GivenAPublishedVector_WhenItIsChecked_ThenItPassesAndNothingNearItDoes(string pos, int index)
    {
        Require.Shared("contracts/webhook-signature-vectors.json");
        var vector = Of(pos)[index];
        foreach (var (settings, headers) in FormsOf(pos, vector))
        {
            var body = Encoding.UTF8.GetBytes(Text(vector, "body")!);
            Passes(pos, vector, settings, headers, body).ShouldBeTrue(Text(vector, "what"));
            Passes(pos, vector, settings, headers, [.. body, (byte)' ']).ShouldBeFalse("a body that was changed");
            Passes(pos, vector, settings, headers.ToDictionary(h => h.Key, h => h.Key == "Content-Type" ? h.Value : Altered(h.Value)), body).ShouldBeFalse("a signature that was changed");
            Passes(pos, vector, settings, [], body).ShouldBeFalse("no signature");
            Passes(pos, vector, settings.ToDictionary(s => s.Key, s => s.Key is "webhookKey" or "clientSecret" ? s.Value + "x" : s.Value), headers, body).ShouldBeFalse("another secret");
        }
    }

    [Fact]
    public void GivenSignatures_WhenTheyAreCompared_ThenOnlyTheSameOnePasses()
    {
        WebhookSignature.Same("abc", "abc").ShouldBeTrue();
        foreach (var other in new[] { null, "", "ab", "abcd", "ABC", "abd" }) WebhookSignature.Same(other, "abc").ShouldBeFalse();
        WebhookSignature.Same("", "").ShouldBeFalse(); // a secret that is not there is shown by nobody
    }

    [Fact]
    public void GivenTheComparison_WhenItsCodeIsRead_ThenItTakesTheSameTimeWhateverDiffers() =>
        File.ReadAllText(Path.Combine(Repository.Root, "src/Sync.ConnectorKit/Webhooks/WebhookSignature.cs")).ShouldContain("CryptographicOperations.FixedTimeEquals");

    [Theory]
    [InlineData("square", "accessToken=t")]
    [InlineData("shopify", "shop=some-shop")]
    [InlineData("toast", "clientId=c;clientSecret=s;restaurants=11111111-1111-1111-1111-111111111111")]
    [InlineData("lightspeed", "domainPrefix=example;accessToken=t")]
    [InlineData("clover", "merchantId=M;accessToken=t")]
    public void GivenNoSecret_WhenAWebhookComes_ThenItIsRefusedWhateverItShows(string connector, string given)
    {
        var pos = AllConnectors.List.Single(c => c.Descriptor.Id == connector);
        var settings = ConnectionSettings.From(pos.Descriptor, given.Split(';').Select(g => g.Split('=')).ToDictionary(g => g[0], g => g[1]));
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in new[] { "X-Clover-Auth", "x-square-hmacsha256-signature", "X-Shopify-Hmac-SHA256", "Toast-Signature", "X-Signature" }) headers[name] = "";
        Should.Throw<WebhookRefusedException>(() => ((IWebhookConnector)pos).Read(new WebhookDelivery("https://x", headers, "{}"u8.ToArray(), Now), settings))
            .Message.ShouldContain("filled in");
    }

    private static bool Passes(string pos, JsonElement vector, Dictionary<string, string> settings, Dictionary<string, string> headers, byte[] body)
    {
        var connector = AllConnectors.List.Single(c => c.Descriptor.Id == (pos == "lightspeed-x" ? "lightspeed" : pos));
        var at = DateTimeOffset.TryParse(TimeOf(vector), null, out var made) ? made : Now;
        try
        {
            ((IWebhookConnector)connector).Read(
                new WebhookDelivery(Text(vector, "notificationUrl") ?? "", new Dictionary<string, string>(headers, StringComparer.OrdinalIgnoreCase), body, at),
                ConnectionSettings.From(connector.Descriptor, settings));
            return true;
        }
        catch (WebhookRefusedException)
        {
            return false;
        }
    }

    private static IEnumerable<(Dictionary<string, string> Settings, Dictionary<string, string> Headers)> FormsOf(string pos, JsonElement vector)
    {
        var secret = Text(vector, "secret")!;
        var header = Text(vector, "header") ?? "X-Signature";
        var headers = new Dictionary<string, string> { [header] = Text(vector, "expected") ?? "" };
        switch (pos)
        {
            case "square":
                yield return (new() { ["accessToken"] = "t", ["webhookKey"] = secret }, headers);
                break;
            case "shopify":
                yield return (new() { ["shop"] = "some-shop", ["clientSecret"] = secret }, headers);
                break;
            case "toast":
                yield return (new() { ["clientId"] = "c", ["clientSecret"] = "s", ["restaurants"] = "11111111-1111-1111-1111-111111111111", ["webhookKey"] = secret }, headers);
                break;
            default:
                headers["Content-Type"] = "application/x-www-form-urlencoded";
                foreach (var (signed, name) in new[] { ("body", "expectedOverRawFormBody"), ("payload", "expectedOverPayloadJson") })
                    yield return (
                        new() { ["domainPrefix"] = "example", ["accessToken"] = "t", ["clientSecret"] = secret, ["webhookSigned"] = signed },
                        new(headers) { [header] = Text(vector, name)! });
                break;
        }
    }

    private static string Altered(string signature)
    {
        var at = signature.Length / 3;
        return signature[..at] + (signature[at] == '0' ? '1' : '0') + signature[(at + 1)..];
    }

    private static string? TimeOf(JsonElement vector)
    {
        var body = Text(vector, "body")!;
        if (!body.StartsWith('{')) return null;
        using var json = JsonDocument.Parse(body);
        return Text(json.RootElement, "created_at") ?? Text(json.RootElement, "timestamp");
    }

    // The OAuth vectors beside them are no webhooks.
    private static List<JsonElement> Of(string pos)
    {
        var file = Path.Combine(Repository.Root, "..", "shared", "contracts", "webhook-signature-vectors.json");
        if (!File.Exists(file)) return [];
        using var json = JsonDocument.Parse(File.ReadAllText(file));
        return [.. json.RootElement.GetProperty("vectors").EnumerateArray().Where(v => Text(v, "pos") == pos && Text(v, "body") is not null).Select(v => v.Clone())];
    }

    private static string? Text(JsonElement e, string name) => e.TryGetProperty(name, out var value) ? value.GetString() : null;
}
