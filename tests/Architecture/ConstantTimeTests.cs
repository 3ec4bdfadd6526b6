using System.Text.RegularExpressions;

namespace Sync.Architecture.Tests;

/// <summary>What proves somebody is compared in constant time, so that the time taken tells nothing of how much of a guess was right.</summary>
public sealed partial class ConstantTimeTests
{
    /// <summary>Comparisons that look like such a one and are none, and why.</summary>
    private static readonly Dictionary<string, string> Harmless = new()
    {
        ["src/Sync.Web/Access/Sessions.cs: account.Stamp == result"] = "stands in a cookie that only the service can write",
        ["src/Sync.Web/Access/IdTokens.cs: payload.Nonce == nonce"] = "stands in a token that only its issuer can write",
        ["src/Sync.Web/Access/PasswordSignIn.cs: == PasswordVerificationResult"] = "is what the hasher has said",
        ["src/Sync.Web/Access/PasswordSignIn.cs: == PasswordVerificationResult.SuccessRehashNeeded"] = "is what the hasher has said",
        ["src/Sync.Web/Site/SignIn/SignInRoutes.cs: password == current"] = "both were typed by the same person just now",
        ["src/Sync.Web/Site/Assets/AssetFiles.cs: != asset.Hash"] = "is of a file that anybody may read",
        ["src/Sync.Engine/Accounts/AccountDirectory.cs: a.PasswordHash == hash"] = "both are stored: whether somebody else was quicker",
        ["connectors/Lightspeed/LightspeedWebhooks.cs: == Settings.WebhookSigned"] = "is which part is signed, chosen in a form",
        ["connectors/Files/Orders/OrderIds.cs: Hash == hash"] = "is a slot of a table in memory",
    };

    [Fact]
    public void GivenSources_WhenWhatProvesSomebodyIsCompared_ThenInConstantTime()
    {
        var found = from source in Sources.All
                    from line in source.Value.Split('\n')
                    let code = line.Trim()
                    where (code.Contains("==", StringComparison.Ordinal) || code.Contains("!=", StringComparison.Ordinal) || code.Contains("Equal", StringComparison.Ordinal)) && !code.StartsWith("//", StringComparison.Ordinal)
                    from Match match in Compared().Matches(code)
                    select $"{source.Key}: {match.Value}";
        found.Where(f => !Harmless.ContainsKey(f)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("src/Sync.Web/Http/BearerSecret.cs")]
    [InlineData("src/Sync.Web/Site/Connect/PlaceSeal.cs")]
    [InlineData("src/Sync.Web/Access/GoogleAttempt.cs")]
    [InlineData("src/Sync.ConnectorKit/Webhooks/WebhookSignature.cs")]
    [InlineData("src/Sync.Engine/Secrets/ConnectTickets.cs")]
    [InlineData("src/Sync.Engine/Accounts/RandomToken.cs")]
    public void GivenASourceThatLooksAtAProof_WhenItIsRead_ThenItComparesInConstantTime(string path) =>
        Sources.All[path].ShouldContain("CryptographicOperations.FixedTimeEquals(");

    [Theory]
    [InlineData("return hash == expected;", true)]
    [InlineData("if (given != row.SecretHash) return;", true)]
    [InlineData("Hash(token) == kept", true)]
    [InlineData("signature.SequenceEqual(expected)", true)]
    [InlineData("expected.SequenceEqual(signature)", true)]
    [InlineData("string.Equals(given, secret)", true)]
    [InlineData("if (secret is null || hash != null)", false)]
    [InlineData("FixedTimeEquals(Hash(given), expected)", false)]
    public void GivenAComparison_WhenItIsLookedAt_ThenOneOfAProofIsSeen(string code, bool seen) => Compared().IsMatch(code).ShouldBe(seen);

    private const string Proof = "(?:hash|secret|signature|digest|hmac|nonce|stamp|password|ticket|verifier|bearer|apikey)";

    [GeneratedRegex(
        @"\b[\w.]*" + Proof + @"\w*(?:\([^()]*\))?\s*(?:==|!=)\s*(?!null\b|default\b|\d|"""")\w+" // on the left
        + @"|(?:==|!=)\s*(?!null\b)[\w.]*" + Proof + @"\w*" // on the right
        + @"|\b[\w.]*" + Proof + @"\w*(?:\([^()]*\))?\.(?:Sequence)?Equals?\(" // asked whether it equals
        + @"|(?<!FixedTime)(?<!\w)(?:\w+\.)?(?:Sequence)?Equals?\([^;]{0,40}?" + Proof + @"\w*", // asked of another
        RegexOptions.IgnoreCase)]
    private static partial Regex Compared();
}
