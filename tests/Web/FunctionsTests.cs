using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Sync.TestKit;

namespace Sync.Web.Tests;

/// <summary>The cloud's host, as the container starts it.</summary>
public sealed class FunctionsTests
{
    private static readonly string Key = Convert.ToBase64String(SHA256.HashData("a test's key"u8));

    [Theory]
    [InlineData("CRON_SECRET")]
    [InlineData("SYNC_MASTER_KEY")]
    [InlineData("SYNC_STORE")]
    [InlineData("SYNC_PUBLIC_URL")]
    public async Task GivenASettingIsMissing_WhenTheServiceStarts_ThenItRefusesAndNamesIt(string missing)
    {
        using var folder = new TempFolder();
        var environment = Complete("some-project");
        environment.Remove(missing);
        using var service = Started.Functions(folder.Path, environment);
        (await service.EndAsync()).ShouldBe(2);
        service.Errors.ShouldContain(missing);
        service.Errors.ShouldNotContain("   at ");
        Directory.EnumerateFileSystemEntries(folder.Path).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("http://sync.example.com")]
    [InlineData("https://sync.example.com/site")]
    [InlineData("sync.example.com")]
    public async Task GivenAPublicAddressThatIsNoneOfHttps_WhenTheServiceStarts_ThenItRefusesAndNamesIt(string address)
    {
        using var folder = new TempFolder();
        var environment = Complete("some-project");
        environment["SYNC_PUBLIC_URL"] = address;
        using var service = Started.Functions(folder.Path, environment);
        (await service.EndAsync()).ShouldBe(2);
        service.Errors.ShouldContain("SYNC_PUBLIC_URL");
    }

    [SkippableTheory]
    [InlineData("CRON_SECRET", " ")]
    [InlineData("SYNC_MASTER_KEY", "short")]
    [InlineData("PORT", "web")]
    [InlineData("SYNC_WEBHOOK_WORKER", "yes")]
    public async Task GivenASettingIsWrong_WhenTheServiceStarts_ThenItRefuses(string name, string value)
    {
        Require.That(FirestoreEmulator.MissingReason is null, FirestoreEmulator.MissingReason!);
        using var folder = new TempFolder();
        var emulator = await FirestoreEmulator.SharedAsync();
        var environment = Complete(emulator.NewProject());
        environment["FIRESTORE_EMULATOR_HOST"] = emulator.Host;
        environment[name] = value;
        using var service = Started.Functions(folder.Path, environment);
        (await service.EndAsync()).ShouldBe(2);
        service.Errors.ShouldNotBeEmpty();
        service.Errors.ShouldNotContain("   at ");
    }

    [SkippableFact]
    public async Task GivenAllSettings_WhenTheServiceStarts_ThenItServesTheCronAndStopsWhenAsked()
    {
        Require.That(FirestoreEmulator.MissingReason is null, FirestoreEmulator.MissingReason!);
        using var folder = new TempFolder();
        var emulator = await FirestoreEmulator.SharedAsync();
        var port = FreePort.Next();
        var environment = Complete(emulator.NewProject());
        environment["FIRESTORE_EMULATOR_HOST"] = emulator.Host;
        environment["PORT"] = port.ToString(null, null);
        using var service = Started.Functions(folder.Path, environment);
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        await Eventually.TrueAsync(() => IsReadyAsync(client), "the service is ready");

        (await client.PostAsync("/api/cron/pos-sync", null)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Service.Secret);
        var answer = await client.PostAsync("/api/cron/pos-sync", null);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsStringAsync()).ShouldStartWith("{\"orgs\":[]");

        // The site, as it is reached through the platform's front end, which takes the TLS off.
        using var page = await client.GetAsync("/sign-in");
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        page.Headers.GetValues("Strict-Transport-Security").Single().ShouldContain("max-age=");
        page.Headers.GetValues("Set-Cookie").Single().ShouldContain("secure", Case.Insensitive);
        (await page.Content.ReadAsStringAsync()).ShouldContain("Sign in");

        service.Terminate();
        (await service.EndAsync()).ShouldBe(0);
    }

    private static Dictionary<string, string> Complete(string project) => new()
    {
        ["CRON_SECRET"] = Service.Secret,
        ["SYNC_MASTER_KEY"] = Key,
        ["SYNC_STORE"] = "firestore:" + project,
        ["SYNC_PUBLIC_URL"] = "https://sync.example.com",
        ["PORT"] = "0",
    };

    private static async Task<bool> IsReadyAsync(HttpClient client)
    {
        try
        {
            return (await client.GetAsync("/readyz")).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false; // not listening yet
        }
    }
}
