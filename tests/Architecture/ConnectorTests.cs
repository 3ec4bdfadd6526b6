using System.Text.RegularExpressions;
using Sync.Connectors;
using Sync.TestKit;

namespace Sync.Architecture.Tests;

/// <summary>A connector is a folder and a line in the list, and knows no other connector.</summary>
public sealed partial class ConnectorTests
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

    // What a new POS takes: docs/adding-a-connector.md says so. Webhooks are an extra that a POS may have, in a file of their own.
    private const int Most = 6;

    // Those that take more, and how many they may be: none of them grows without somebody saying so here. Alleaves has two forms of
    // its API, a file has no POS behind it and is read itself, a definition is read as well as what it describes, Shopify has a
    // second way to read, and Toast's API asks for more.
    private static readonly IReadOnlyDictionary<string, int> Larger = new Dictionary<string, int>
    {
        ["Alleaves"] = 40,
        ["Files"] = 86,
        ["GenericRest"] = 12,
        ["Shopify"] = 19,
        ["Toast"] = 16,
    };

    [Theory]
    [MemberData(nameof(Folders))]
    public void GivenAConnectorsFolder_WhenItsFilesAreCounted_ThenTheyAreSixAndOneForWebhooksUnlessItIsKnownToTakeMore(string folder)
    {
        var files = FilesOf(folder);
        var most = Larger.TryGetValue(folder, out var known) ? known : files.Contains($"{folder}Webhooks.cs") ? Most + 1 : Most;
        files.Count.ShouldBeInRange(1, most);
    }

    [Fact]
    public void GivenTheFoldersThatTakeMore_WhenTheyAreCompared_ThenEachIsThereAndIsLarger()
    {
        Larger.Keys.ShouldBeSubsetOf(Names);
        foreach (var (folder, _) in Larger) FilesOf(folder).Count.ShouldBeGreaterThan(Most);
    }

    [Fact]
    public void GivenThePageOnAddingAConnector_WhenItsExampleIsCompared_ThenItNamesEachFileOfTheFolder()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "adding-a-connector.md"));
        FilesOf("Lightspeed").ShouldBe(ExampleFiles().Matches(page).Select(m => m.Value).Distinct(), ignoreOrder: true);
    }

    // What the page says is touched beside the folder is there to be touched.
    [Theory]
    [InlineData("connectors/AllConnectors.cs")]
    [InlineData("tests/Simulator/Kit/FakePosCatalog.cs")]
    [InlineData("tests/Simulator/Kit/FakeWebhooks.cs")]
    [InlineData("docs/connectors.md")]
    public void GivenAFileThatANewConnectorTouches_WhenThePageOnAddingOneIsRead_ThenItNamesTheFile(string file)
    {
        File.Exists(Path.Combine(Repository.Root, file)).ShouldBeTrue();
        File.ReadAllText(Path.Combine(Repository.Root, "docs", "adding-a-connector.md")).ShouldContain($"`{file}`");
    }

    private static List<string> FilesOf(string folder) =>
        [.. Sources.All.Keys.Where(f => f.StartsWith($"connectors/{folder}/", StringComparison.Ordinal)).Select(f => f[$"connectors/{folder}/".Length..])];

    [GeneratedRegex(@"\bLightspeed\w+\.cs\b")]
    private static partial Regex ExampleFiles();

    // What a new POS takes, once more: no other edit to what ships. What names a connector outside of its folder would have to be edited for the next.
    // The demo tells of the fake shops, its command of how large they are; a file that somebody brings has a command and pages of its
    // own, and so has the definition of a POS that settings describe.
    private static readonly string[] MayName = ["src/Sync.Cli/Demo/", "src/Sync.Cli/Commands/DemoCommand.cs"];

    private static readonly IReadOnlyDictionary<string, string[]> MayNameOne = new Dictionary<string, string[]>
    {
        ["files"] = ["src/Sync.Cli/Commands/ImportCommand.cs", "src/Sync.Web/Site/Import/"],
        ["rest"] = ["src/Sync.Cli/Commands/DefinitionCommand.cs"],
    };

    public static TheoryData<string> Ids => [.. AllConnectors.List.Select(c => c.Descriptor.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void GivenAConnector_WhenAllElseIsRead_ThenNothingNamesIt(string id)
    {
        var connector = AllConnectors.List.Single(c => c.Descriptor.Id == id).GetType();
        var named = NamesOf(id, connector);
        string[] allowed = ["connectors/", .. MayName, .. MayNameOne.GetValueOrDefault(id, [])];
        Sources.All.Where(f => !allowed.Any(a => f.Key.StartsWith(a, StringComparison.Ordinal)) && named.IsMatch(WithoutComments(f.Value)))
            .Select(f => f.Key).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("if (connector == \"square\") return;", true)]
    [InlineData("case \"Square\":", true)]
    [InlineData("new SquareConnector()", true)]
    [InlineData("using Sync.Connectors.Square;", true)]
    [InlineData("// Square: in RFC 3339", false)]
    [InlineData("/// <summary>Such as <c>square</c>.</summary>", false)]
    [InlineData("var square = side * side; // \"square\"", false)]
    public void GivenALine_WhenItIsLookedAt_ThenANamedConnectorIsSeen(string code, bool named) =>
        NamesOf("square", AllConnectors.List.Single(c => c.Descriptor.Id == "square").GetType()).IsMatch(WithoutComments(code)).ShouldBe(named);

    private static Regex NamesOf(string id, Type connector) =>
        new($"\"{Regex.Escape(id)}\"|\\b{connector.Name}\\b|{Regex.Escape(connector.Namespace!)}\\b", RegexOptions.IgnoreCase);

    private static string WithoutComments(string code) => Comments().Replace(code, "");

    [GeneratedRegex("(?m)//.*$")]
    private static partial Regex Comments();

    [Fact]
    public void GivenTheList_WhenIdsAreCompared_ThenNoTwoAreAlike() =>
        AllConnectors.List.Select(c => c.Descriptor.Id).ShouldBeUnique();
}
