using System.Globalization;
using System.Text.Json;
using Sync.ConnectorKit;
using Sync.ConnectorKit.OAuth;
using Sync.Connectors;
using Sync.Model;
using Sync.TestKit;

namespace Sync.Conformance.Tests;

/// <summary>Shopify's signature over the callback, after published vectors.</summary>
[Trait("Category", "Conformance")]
public sealed class ShopifyCallbackTests
{
    private static readonly ConnectorDescriptor Shopify = AllConnectors.List.Single(c => c.Descriptor.Id == "shopify").Descriptor;

    [SkippableFact]
    public void Given_the_published_vectors_When_checked_Then_each_is_believed_at_its_time_only_and_not_when_a_letter_differs()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Require.Shared("contracts/webhook-signature-vectors.json")));
        var vectors = file.RootElement.GetProperty("vectors").EnumerateArray()
            .Where(v => v.GetProperty("pos").GetString() == "shopify" && v.GetProperty("what").GetString()!.StartsWith("OAuth callback", StringComparison.Ordinal)).ToList();
        vectors.Count.ShouldBe(2);
        foreach (var vector in vectors)
        {
            string Of(string name) => vector.GetProperty(name).GetString()!;
            var query = Of("signedText").Split('&').Select(p => p.Split('=', 2)).ToDictionary(p => p[0], p => Uri.UnescapeDataString(p[1]));
            query["hmac"] = Of("expected");
            var at = long.Parse(query["timestamp"], CultureInfo.InvariantCulture);

            Check(query, Of("secret"), at).ShouldBeNull();
            Check(query, Of("secret"), at + 90).ShouldBeNull();
            Check(query, Of("secret"), at + 91).ShouldBe("It is too old.");
            Check(query, Of("secret"), at - 91).ShouldBe("It is too old.");
            Check(query, Of("secret") + "x", at).ShouldBe("Its hmac is missing or wrong.");
            foreach (var name in query.Keys.Where(k => k != "hmac"))
                Check(new Dictionary<string, string>(query) { [name] = query[name] + "1" }, Of("secret"), at).ShouldBe("Its hmac is missing or wrong.", name);
            Check(query, Of("secret"), at, "another-shop").ShouldBe("It is of another shop than the one that was asked.");
        }
    }

    private static string? Check(Dictionary<string, string> query, string secret, long at, string? shop = null)
    {
        var settings = ConnectionSettings.BeforeSignIn(Shopify, new Dictionary<string, string> { ["shop"] = shop ?? query["shop"].Replace("com1", "com", StringComparison.Ordinal) });
        var callback = new OAuthCallback(query, settings, new AppCredentials("client", new Secret(secret)), DateTimeOffset.FromUnixTimeSeconds(at));
        return Shopify.OAuth!.CheckCallback!(callback);
    }
}
