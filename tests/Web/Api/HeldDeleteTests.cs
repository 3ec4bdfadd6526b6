using System.Text.Json;
using Sync.Engine.Connections;
using Sync.Engine.Runs;
using Sync.Model;
using Sync.Store;

namespace Sync.Web.Tests.Api;

/// <summary>Deciding on held deletes, previews and reading days again, by the API.</summary>
public sealed class HeldDeleteTests
{
    private const string Path = "/api/orgs/a/connections";
    private static readonly OrgId Org = OrgId.Parse("a");

    [Fact]
    public async Task GivenHeldDeletes_WhenAProgramDecides_ThenTheNextRunKeepsOrDeletes()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        await service.ConnectAsync("a", pos);
        await service.Parts.Orgs.SaveAsync(Org, new OrgSettings { Name = "A", DeleteLimitShare = 0, DeleteLimitCount = 1 });
        await service.Parts.Runner.RunAsync(Org, new RunOptions());
        using var user = await ApiUser.WithKeyAsync(service, "a");
        using var reader = await ApiUser.WithKeyAsync(service, "a", "data:read");
        const string held = Path + "/alleaves/held-deletes";
        (await user.GetAsync(held)).ShouldBe(200).Json.GetProperty("items").GetArrayLength().ShouldBe(0);
        (await user.PostAsync(held + "/products/approve", """{"set":"x"}""")).ShouldBe(404);

        await TakeAwayAsync(service, pos);
        var first = (await reader.GetAsync(held)).ShouldBe(200).Json.GetProperty("items")[0];
        (first.GetProperty("stream").GetString(), first.GetProperty("count").GetInt32(), first.GetProperty("decision").GetString()).ShouldBe(("products", 3, "none"));
        first.GetProperty("first").GetArrayLength().ShouldBe(3);
        (await reader.PostAsync(held + "/products/reject", SetOf(first))).ShouldBe(403);
        (await user.PostAsync(held + "/products/reject", """{"set":"another"}""")).ShouldBe(409);
        (await user.PostAsync(held + "/products/reject", "{}")).ShouldBe(400);
        (await user.PostAsync(held + "/2/reject", SetOf(first))).ShouldBe(404);
        (await user.PostAsync(held + "/products/reject", SetOf(first))).ShouldBe(200).Json.GetProperty("decision").GetString().ShouldBe("rejected");
        (await StateAsync(user)).ShouldBe(("up_to_date", "ok"));
        await service.Parts.Runner.RunAsync(Org, new RunOptions());
        (await CountAsync(service)).ShouldBe(10);

        await TakeAwayAsync(service, pos);
        var second = (await user.GetAsync(held)).Json.GetProperty("items")[0];
        (await user.PostAsync(held + "/products/approve", SetOf(second))).ShouldBe(200).Json.GetProperty("decision").GetString().ShouldBe("approved");
        await service.Parts.Runner.RunAsync(Org, new RunOptions());
        (await CountAsync(service)).ShouldBe(7);
        var actions = (await user.GetAsync("/api/orgs/a/audit")).Json.GetProperty("items").EnumerateArray().Select(e => e.GetProperty("action").GetString()).ToList();
        actions.ShouldContain("deletes.approved");
        actions.ShouldContain("deletes.rejected");
    }

    private static async Task<(string?, string?)> StateAsync(ApiUser user) => (
        (await user.GetAsync("/api/orgs/a/sync-status")).Json.GetProperty("connections").GetProperty("alleaves").GetProperty("state").GetString(),
        (await user.GetAsync("/api/pos-integrations/health")).Json.GetProperty("connections")[0].GetProperty("status").GetString());

    [Fact]
    public async Task GivenSettings_WhenTheyArePreviewed_ThenSalesAreShownAndNothingIsSaved()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        using var user = await ApiUser.WithKeyAsync(service, "a");
        using var runner = await ApiUser.WithKeyAsync(service, "a", "runs:write");
        var ask = JsonSerializer.Serialize(new { connector = "alleaves", settings = pos.Settings() });
        var preview = (await user.PostAsync(Path + "/preview", ask)).ShouldBe(200);
        preview.Json.GetProperty("orders").GetArrayLength().ShouldBe(3);
        preview.Json.GetProperty("totals")[0].GetProperty("currency").GetString().ShouldBe("USD");
        preview.Body.ShouldNotContain(pos.Settings()["password"]);
        (await ConnectionDirectory.ListAsync(service.Parts.Store.OpenTenant(Org))).ShouldBeEmpty();
        (await runner.PostAsync(Path + "/preview", ask)).ShouldBe(403);
        (await user.PostAsync(Path + "/preview", ask.Replace(pos.Settings()["password"], "wrong", StringComparison.Ordinal))).ShouldBe(422);
    }

    [Fact]
    public async Task GivenDays_WhenAProgramReadsThemAgain_ThenARunDoes_AndDaysThatAreNoneAreRefused()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        await service.ConnectAsync("a", pos);
        await service.Parts.Runner.RunAsync(Org, new RunOptions());
        using var user = await ApiUser.WithKeyAsync(service, "a", "runs:write", "connections:write");
        const string again = Path + "/alleaves/re-import";
        (await user.PostAsync(again, """{"from":"2026-13-01","to":"2026-11-01"}""")).ShouldBe(400).Error("from").ShouldContain("no day");
        (await user.PostAsync(again, """{"from":"2026-11-02","to":"2026-11-01"}""")).ShouldBe(400).Error("to").ShouldContain("before");
        (await user.PostAsync(again, """{"from":"2026-11-01","to":"2999-01-01"}""")).ShouldBe(400).Error("to").ShouldContain("future");
        (await user.PostAsync(again, """{"from":"0001-01-01","to":"2026-11-01"}""")).ShouldBe(400).Error("from").ShouldContain("1970-01-01");
        (await user.PostAsync(again, """{"from":"1969-12-31","to":"2026-11-01"}""")).ShouldBe(400).Error("from").ShouldContain("1970-01-01");
        (await service.RunsAsync("a")).ShouldBe(1);
        (await user.PostAsync(Path + "/none/re-import", """{"from":"2026-11-01","to":"2026-11-02"}""")).ShouldBe(404);
        var today = DateOnly.FromDateTime(service.Parts.Time.GetUtcNow().UtcDateTime);
        (await user.PostAsync(again, JsonSerializer.Serialize(new { from = today.AddDays(-5).ToString("yyyy-MM-dd", null), to = today.AddDays(-1).ToString("yyyy-MM-dd", null) }))).ShouldBe(202);
        await Eventually.TrueAsync(async () => await service.RunsAsync("a") == 2, "the days were read again");
        await Eventually.TrueAsync(async () => (await user.PostAsync(Path + "/alleaves/pause")).Status == 200, "it is paused");
        (await user.PostAsync(again, """{"from":"2026-11-01","to":"2026-11-02"}""")).ShouldBe(409);
    }

    private static async Task TakeAwayAsync(Service service, Simulator.FakeAlleaves pos)
    {
        foreach (var _ in Enumerable.Range(0, 3)) pos.Shop.Products.RemoveAt(0);
        await service.Parts.Runner.RunAsync(Org, new RunOptions());
    }

    private static string SetOf(JsonElement held) => JsonSerializer.Serialize(new { set = held.GetProperty("set").GetString() });

    private static async Task<int> CountAsync(Service service) =>
        await service.Parts.Store.OpenTenant(Org).QueryAsync(new DocumentQuery { Collection = "products" }).CountAsync();
}
