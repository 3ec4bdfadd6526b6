using Sync.ConnectorKit;
using Sync.Model;
using Sync.Store;
using static Sync.Cli.Tests.DemoRows;

namespace Sync.Cli.Tests;

public sealed class DemoTests
{
    private static readonly OrgId Demo = OrgId.Parse("demo");
    private static readonly string[] Small = ["demo", "--sync-only", "--customers", "60", "--orders", "120", "--products", "100"];

    [Fact]
    public async Task Given_a_demo_When_it_is_shown_again_Then_the_second_starts_from_the_first()
    {
        // The demo allows its own shop, and nothing else.
        await using var place = new Workplace().With("SYNC_ALLOW_PRIVATE_HOSTS", "");

        var first = await place.DoAsync(Small);
        var second = await place.DoAsync(Small);
        var status = await place.DoAsync("status", "demo");

        Row(first, "created")[0].ShouldBeGreaterThan(250);
        Row(first, "created")[1].ShouldBe(0);
        Row(first, "updated")[1].ShouldBe(0);
        (Row(first, "updated")[2] + Row(first, "created")[2]).ShouldBe(3, "one customer, one order, one product: 1%");
        first.Out.ShouldContain("Firestore, a month at 48 a day");
        Row(second, "created").ShouldBe([0, 0, 0]);
        Row(second, "updated")[0].ShouldBe(0);
        Row(second, "updated")[2].ShouldBe(3);
        status.Out.ShouldContain("60 customers");
    }

    [Fact]
    public async Task Given_a_demo_of_files_When_it_is_shown_again_Then_the_second_starts_from_the_first()
    {
        await using var place = new Workplace();

        var first = await place.DoAsync([.. Small, "--pos", "files"]);
        var second = await place.DoAsync([.. Small, "--pos", "files"]);

        Row(first, "created")[0].ShouldBeGreaterThan(250);
        (Row(first, "created")[1], Row(first, "updated")[1], Row(first, "deleted")[1]).ShouldBe((0, 0, 0));
        (Row(first, "updated")[2] + Row(first, "created")[2]).ShouldBeInRange(1, 6);
        Row(second, "created")[0].ShouldBe(0);
        Row(second, "updated")[0].ShouldBe(0);
        Row(second, "updated")[2].ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Given_a_POS_that_a_visitor_has_connected_and_that_is_closed_When_the_demo_is_shown_again_Then_only_its_own_shop_is_read()
    {
        await using var place = new Workplace();
        await place.DoAsync(Small);
        await using (var services = await place.OpenAsync())
        {
            var settings = ConnectionSettings.From(services.Connectors.Find("square").Descriptor, new Dictionary<string, string> { ["accessToken"] = "token", ["baseUrl"] = "http://127.0.0.1:9" });
            await services.Connections.SaveAsync(services.Store.OpenTenant(Demo), "square", "square", settings, []);
        }

        var again = await place.DoAsync(Small);

        Row(again, "updated")[2].ShouldBe(3);
        again.Said.ShouldNotContain("Square");
    }

    [Fact]
    public async Task Given_an_org_named_demo_that_is_somebodys_When_the_demo_starts_Then_it_is_left_alone()
    {
        await using var place = new Workplace();
        await place.DoAsync("org", "add", "demo", "--name", "Mine");

        var demo = await place.RunAsync(Small);

        demo.Code.ShouldBe(2);
        demo.Err.ShouldContain("SYNC_STORE");
        (await place.DoAsync("org", "list")).Out.ShouldContain("Mine");
    }

    [Fact]
    public async Task Given_a_demo_that_was_killed_in_a_sync_When_it_is_shown_again_Then_it_waits_for_the_lease_and_says_so()
    {
        await using var place = new Workplace();
        await place.DoAsync(Small);
        await using (var services = await place.OpenAsync())
        {
            var lease = DocumentBody.Build(w =>
            {
                w.Time("expiresAt", TimeProvider.System.GetUtcNow().AddSeconds(8));
                w.Text("holder", "the one that was killed");
                w.Number("seconds", 30);
            });
            await services.Store.OpenTenant(Demo).CommitAsync([DocumentWrite.Replace(new DocumentPath("leases", "sync"), lease)]);
        }

        var again = await place.DoAsync(Small);

        again.Out.ShouldContain("demo is being synced by the one that was killed");
        Row(again, "created").ShouldBe([0, 0, 0]);
    }

    [Fact]
    public async Task Given_a_demo_that_was_killed_When_it_is_shown_again_Then_its_fake_Square_is_where_it_was()
    {
        await using var place = new Workplace();
        await using var services = await place.OpenAsync();
        using var http = new HttpClient();
        string[] serving = ["demo", "--port", "0", .. Small[2..]];

        int port;
        using (var first = place.Start(serving))
        {
            port = await SoonAsync(first, async () => (int?)(await services.Store.OpenTenant(Demo).GetAsync(new DocumentPath("settings", "demo")))?.Body.Read().Integer("squarePort"));
            first.Kill();
            await first.Ended;
        }

        using var second = place.Start(serving);
        var answer = await SoonAsync(second, async () => await StatusAsync(http, port));
        answer.ShouldBe(401, "the fake Square asks for a token");
    }

    private static async Task<int?> StatusAsync(HttpClient http, int port)
    {
        try
        {
            using var answer = await http.GetAsync($"http://127.0.0.1:{port}/v2/locations");
            return (int)answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null; // not open yet
        }
    }

    private static async Task<int> SoonAsync(TestKit.RunningPossync running, Func<Task<int?>> ask)
    {
        while (!running.HasEnded)
        {
            if (await ask() is { } found) return found;
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }

        throw new InvalidOperationException($"The demo ended: {await running.EndAsync()}");
    }
}
