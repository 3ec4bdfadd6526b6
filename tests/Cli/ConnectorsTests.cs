using System.Text.Json;
using Sync.ConnectorKit;
using Sync.Connectors;
using Sync.TestKit;

namespace Sync.Cli.Tests;

/// <summary><c>possync connectors</c>: what the descriptors say, and nothing else.</summary>
public sealed class ConnectorsTests
{
    // Those that were asked for; more may come.
    private static readonly string[] Issue = ["alleaves", "square", "shopify", "toast", "lightspeed", "clover", "rest", "files"];

    private static IEnumerable<string> Ids => AllConnectors.List.Select(c => c.Descriptor.Id);

    private static readonly Dictionary<AuthKind, string> Auth = new()
    {
        [AuthKind.None] = "none",
        [AuthKind.PasswordLogin] = "user name and password",
        [AuthKind.Token] = "token",
        [AuthKind.ClientCredentials] = "client credentials",
        [AuthKind.OAuth2] = "OAuth2",
        [AuthKind.BySettings] = "what its settings say",
    };

    [Fact]
    public async Task Given_the_connectors_When_they_are_listed_as_JSON_Then_each_field_is_the_descriptors()
    {
        await using var place = new Workplace();

        var listed = (await place.DoAsync("connectors", "--json")).Json.GetProperty("connectors").EnumerateArray().ToList();

        listed.Select(c => c.Text("id")).ShouldBe(Ids);
        Issue.ShouldBeSubsetOf(Ids);
        foreach (var (json, descriptor) in listed.Zip(AllConnectors.List.Select(c => c.Descriptor))) Compare(json, descriptor);
    }

    [Fact]
    public async Task Given_the_connectors_When_they_are_listed_for_people_Then_each_fact_stands_there()
    {
        await using var place = new Workplace();

        var lines = (await place.DoAsync("connectors")).Lines;

        lines.Where(l => l[0] != ' ').Select(l => l.Split(' ')[0]).ShouldBe(Ids);
        var at = 0;
        foreach (var descriptor in AllConnectors.List.Select(c => c.Descriptor))
        {
            lines[at].ShouldStartWith($"{descriptor.Id} ({descriptor.DisplayName}): {Auth[descriptor.Auth]}; ");
            lines[at].ShouldEndWith($"{descriptor.Budget.InFlight} at a time; history: {(descriptor.HistoryLimit is { } limit ? $"the last {limit.TotalDays} days" : "all")}{(descriptor.AllHistoryWith is { } scope ? ", all with " + scope : "")}");
            lines[at++].Contains("requests a second", StringComparison.Ordinal).ShouldBe(descriptor.Budget.PerSecond is not null);
            foreach (var stream in descriptor.Streams)
            {
                lines[at].Split([' ', ','], StringSplitOptions.RemoveEmptyEntries)[..2].ShouldBe([Lower(stream.Stream), Lower(stream.Style)]);
                lines[at].ShouldContain(stream.CarriesDeletes ? "deletions seen" : "deletions not seen");
                lines[at].Contains("changes show at once", StringComparison.Ordinal).ShouldBe(stream.Freshness == TimeSpan.Zero);
                lines[at++].Contains("records come at once", StringComparison.Ordinal).ShouldBe(stream.Lateness == TimeSpan.Zero);
            }
        }

        lines.Length.ShouldBe(at);
        // In the issue's own words: "Square's offline sales arrive up to 72 hours late".
        lines.SkipWhile(l => !l.StartsWith("square ", StringComparison.Ordinal)).First(l => l.StartsWith("  orders", StringComparison.Ordinal)).ShouldContain("records come within 3 days");
        lines.First(l => l.StartsWith("toast ", StringComparison.Ordinal)).ShouldContain("5 requests a second, 2 at a time");
        // A definition chooses one of five kinds, and a permission opens Shopify's older orders.
        lines.First(l => l.StartsWith("rest ", StringComparison.Ordinal)).ShouldContain("): what its settings say; ");
        lines.First(l => l.StartsWith("shopify ", StringComparison.Ordinal)).ShouldEndWith("history: the last 60 days, all with read_all_orders");
    }

    [Fact]
    public async Task Given_the_page_of_connectors_When_it_is_compared_Then_it_says_what_the_descriptors_say()
    {
        await using var place = new Workplace();

        var now = (await place.DoAsync("connectors", "--markdown")).Out;

        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "connectors.md"));
        page.ShouldBe(now, "Write it anew: possync connectors --markdown > docs/connectors.md");
        foreach (var descriptor in AllConnectors.List.Select(c => c.Descriptor))
        {
            foreach (var stream in descriptor.Streams)
                page.ShouldContain($"| {descriptor.DisplayName} | {Lower(stream.Stream)} | `{Lower(stream.Style)}` |");
            foreach (var field in descriptor.Fields.Where(f => !f.Managed)) page.ShouldContain($"| `{field.Name}` | {field.Label}. ");
        }
    }

    private static void Compare(JsonElement json, ConnectorDescriptor d)
    {
        json.ShouldSatisfyAllConditions(
            d.Id,
            j => j.Text("name").ShouldBe(d.DisplayName),
            j => j.Text("auth").ShouldBe(Auth[d.Auth]),
            j => j.GetProperty("signIn").GetBoolean().ShouldBe(d.OAuth is not null),
            j => j.GetProperty("scheduled").GetBoolean().ShouldBe(d.Scheduled),
            j => Optional(j, "historyLimitDays").ShouldBe(d.HistoryLimit?.TotalDays),
            j => j.GetProperty("budget").GetProperty("inFlight").GetInt32().ShouldBe(d.Budget.InFlight),
            j => Optional(j.GetProperty("budget"), "perSecond").ShouldBe(d.Budget.PerSecond),
            j => j.GetProperty("budget").GetProperty("burst").GetInt32().ShouldBe(d.Budget.Burst),
            j => j.GetProperty("scopes").EnumerateArray().Select(s => s.GetString()).ShouldBe(d.Scopes),
            j => j.GetProperty("streams").EnumerateArray().Select(s => (
                s.Text("stream"), s.Text("read"), s.GetProperty("deletes").GetBoolean(), s.GetProperty("freshnessSeconds").GetDouble(),
                s.GetProperty("latenessSeconds").GetDouble(), Text(s, "scope"))).ShouldBe(d.Streams.Select(s => (
                Lower(s.Stream), Lower(s.Style), s.CarriesDeletes, s.Freshness.TotalSeconds, s.Lateness.TotalSeconds, s.Scope))),
            j => j.GetProperty("settings").EnumerateArray().Select(f => (
                f.Text("name"), f.Text("help"), f.GetProperty("required").GetBoolean(), f.GetProperty("secret").GetBoolean(), Text(f, "default"))).ShouldBe(
                d.Fields.Where(f => !f.Managed).Select(f => (f.Name, f.Help, f.Required, f.Secret, f.Default))));
    }

    private static double? Optional(JsonElement of, string name) => of.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : null;

    private static string? Text(JsonElement of, string name) => of.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static string Lower<T>(T name) where T : struct, Enum => name.ToString().ToLowerInvariant();
}
