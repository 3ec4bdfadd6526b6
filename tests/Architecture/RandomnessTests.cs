namespace Sync.Architecture.Tests;

/// <summary>
/// Ids are injected (with the clock, see <c>Sync.Model.Ids</c>); what the operating system's generator makes elsewhere is a secret,
/// which nobody may be able to foresee. (The analyzer bans the others: BannedSymbols.txt.)
/// </summary>
public sealed class RandomnessTests
{
    private static readonly Dictionary<string, string> Allowed = new()
    {
        ["src/Sync.Model/Ids.cs"] = "ids, where the clock says none",
        ["src/Sync.ConnectorKit/OAuth/Pkce.cs"] = "the verifier of a sign-in",
        ["src/Sync.Engine/Accounts/RandomToken.cs"] = "tokens of invitations, keys and sign-ins",
        ["src/Sync.Engine/Secrets/AesSeal.cs"] = "nonces",
        ["src/Sync.Engine/Secrets/DataKeyRotation.cs"] = "data keys",
        ["src/Sync.Engine/Secrets/KeyFile.cs"] = "master keys",
        ["src/Sync.Engine/Secrets/SecretVault.cs"] = "data keys",
        ["src/Sync.Web/Access/Passwords.cs"] = "passwords",
        ["src/Sync.Web/Access/Sessions.cs"] = "sessions",
    };

    [Fact]
    public void GivenSources_WhenSomethingIsRandom_ThenItIsASecretThatIsListedHere() =>
        Sources.Where(t => t.Contains("RandomNumberGenerator.", StringComparison.Ordinal)).ShouldBe(Allowed.Keys.Order());

    [Theory]
    [InlineData("Random.Shared")]
    [InlineData("Guid.NewGuid")]
    [InlineData("Guid.CreateVersion7")]
    [InlineData("Environment.TickCount")]
    [InlineData("Stopwatch.")]
    [InlineData("Path.GetRandomFileName")]
    [InlineData("Path.GetTempFileName")]
    [InlineData("Directory.CreateTempSubdirectory")]
    public void GivenSources_WhenAnIdOrAnInstantIsNeeded_ThenItIsNotTakenFromTheMachine(string from) =>
        Sources.Where(t => t.Contains(from, StringComparison.Ordinal)).ShouldBeEmpty();

    // A retry's own generator cannot be seeded.
    [Fact]
    public void GivenSources_WhenWaitsAreJittered_ThenByAGeneratorThatIsGiven()
    {
        Sources.Where(t => t.Contains("UseJitter = true", StringComparison.Ordinal)).ShouldNotBeEmpty();
        Sources.Where(t => t.Contains("UseJitter = true", StringComparison.Ordinal) && !t.Contains("Randomizer =", StringComparison.Ordinal)).ShouldBeEmpty();
    }
}
