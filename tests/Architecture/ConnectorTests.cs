using Sync.Connectors;
using Sync.TestKit;

namespace Sync.Architecture.Tests;

/// <summary>A connector is a folder and a line in the list, and knows no other connector.</summary>
public sealed class ConnectorTests
{
    private const string Namespace = "Sync.Connectors.";

    private static readonly string[] Names =
        [.. Directory.EnumerateDirectories(Path.Combine(Repository.Root, "connectors")).Select(f => Path.GetFileName(f)).Where(f => f is not ("bin" or "obj"))];

    public static TheoryData<string> Folders => [.. Names];

    [Theory]
    [MemberData(nameof(Folders))]
    public void GivenAConnectorsFolder_WhenTheListIsRead_ThenOneConnectorOfItIsThere(string folder) =>
        AllConnectors.List.Count(c => c.GetType().Namespace == Namespace + folder).ShouldBe(1);

    [Theory]
    [MemberData(nameof(Folders))]
    public void GivenAConnectorsFolder_WhenItsSourcesAreRead_ThenTheyNameNoOtherConnector(string folder)
    {
        var others = Names.Where(f => f != folder).Select(f => Namespace + f).ToList();
        Sources.All.Where(f => f.Key.StartsWith($"connectors/{folder}/", StringComparison.Ordinal))
            .Where(f => others.Any(o => f.Value.Contains(o, StringComparison.Ordinal)) || !f.Value.Contains("namespace " + Namespace + folder, StringComparison.Ordinal))
            .Select(f => f.Key).ShouldBeEmpty();
    }

    // What a new POS takes: docs/adding-a-connector.md says so. Webhooks are an extra that a POS may have, in a file of their own:
    // who reads how a POS is synced need not know of them.
    [Theory]
    [InlineData("Square")]
    [InlineData("Lightspeed")]
    [InlineData("Clover")]
    public void GivenAConnectorThatIsAnExample_WhenItsFilesAreCounted_ThenTheyAreSixAtMost(string folder) =>
        Sources.All.Keys.Count(f => f.StartsWith($"connectors/{folder}/", StringComparison.Ordinal) && f != $"connectors/{folder}/{folder}Webhooks.cs").ShouldBeInRange(1, 6);

    [Fact]
    public void GivenTheList_WhenIdsAreCompared_ThenNoTwoAreAlike() =>
        AllConnectors.List.Select(c => c.Descriptor.Id).ShouldBeUnique();
}
