using System.Net;
using System.Text.RegularExpressions;

namespace Sync.Web.Tests;

/// <summary>The command <c>serve</c>, as a newcomer starts it.</summary>
public sealed partial class ServeTests
{
    [Fact]
    public async Task GivenNothingButAFolder_WhenServed_ThenItSaysWhereItListensAndStopsWhenAsked()
    {
        using var folder = new TempFolder();
        var environment = new Dictionary<string, string> { ["SYNC_STORE"] = folder.Store };
        using var service = Started.Possync(folder.Path, environment, "serve", "--urls", "http://127.0.0.1:0");
        await Eventually.TrueAsync(() => Address().IsMatch(service.Output), "the address is printed");
        using var client = new HttpClient { BaseAddress = new Uri(Address().Match(service.Output).Groups[1].Value) };

        (await client.GetAsync("/readyz")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await client.PostAsync("/api/cron/pos-sync", null)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using (var other = Started.Possync(folder.Path, environment, "org", "add", "a", "--name", "A")) (await other.EndAsync()).ShouldBe(0, other.Errors);

        service.Terminate();
        (await service.EndAsync()).ShouldBe(0, service.Errors);
    }

    [Theory]
    [InlineData("https://127.0.0.1:0")]
    [InlineData("5080")]
    [InlineData("http://127.0.0.1:0/path")]
    public async Task GivenAnAddressThatIsNone_WhenServed_ThenItIsRefused(string urls)
    {
        using var folder = new TempFolder();
        using var service = Started.Possync(folder.Path, new Dictionary<string, string> { ["SYNC_STORE"] = folder.Store }, "serve", "--urls", urls);
        (await service.EndAsync()).ShouldBe(2);
        service.Errors.ShouldContain(urls);
    }

    [Theory]
    [InlineData("SYNC_UPLOADS", "/proc/uploads")]
    [InlineData("SYNC_BEHIND_PROXY", "maybe")]
    [InlineData("SYNC_FIRESTORE_COMMITS", "soap")]
    public async Task GivenASettingThatCannotBeUsed_WhenServed_ThenItIsRefusedAtTheStartAndNamed(string name, string value)
    {
        using var folder = new TempFolder();
        using var service = Started.Possync(folder.Path, new Dictionary<string, string> { ["SYNC_STORE"] = folder.Store, [name] = value }, "serve", "--urls", "http://127.0.0.1:0");
        (await service.EndAsync()).ShouldBe(2);
        service.Errors.ShouldContain($"{name} is '{value}'");
        service.Errors.ShouldNotContain("   at ");
    }

    [GeneratedRegex(@"Listening on (http://\S+)")]
    private static partial Regex Address();
}
