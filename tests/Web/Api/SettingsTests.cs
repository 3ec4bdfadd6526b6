using System.Text.Json;
using Sync.Engine.Accounts;
using Sync.Web.Tests.Access;
using Sync.Web.Tests.Site.Import;

namespace Sync.Web.Tests.Api;

/// <summary>Orgs and their settings, tags, and changes that meet.</summary>
public sealed class SettingsTests
{
    [Fact]
    public async Task GivenAKeyAndAMember_WhenTheyListOrgs_ThenEachSeesItsOwn()
    {
        await using var service = await Service.StartAsync();
        using var key = await ApiUser.WithKeyAsync(service, "a");
        using var member = await ApiUser.MemberAsync(service, "b", Role.Viewer);
        (await key.GetAsync("/api/orgs")).ShouldBe(200).Ids.ShouldBe(["a"]);
        var seen = (await member.GetAsync("/api/orgs")).ShouldBe(200);
        seen.Ids.ShouldBe(["b"]);
        seen.Json.GetProperty("items")[0].GetProperty("role").GetString().ShouldBe("viewer");
    }

    [Fact]
    public async Task GivenSettings_WhenSomeAreChanged_ThenThoseAloneChangeAndTheAuditLogNamesThem()
    {
        await using var service = await Service.StartAsync();
        using var user = await ApiUser.WithKeyAsync(service, "shop");
        var before = (await user.GetAsync("/api/orgs/shop")).ShouldBe(200);
        var after = (await user.SendAsync("PATCH", "/api/orgs/shop", """{"name":"New","callingCode":"44","segments":{"vipOrders":7}}""", ("If-Match", before.Tag))).ShouldBe(200);
        after.Json.GetProperty("name").GetString().ShouldBe("New");
        after.Json.GetProperty("segments").GetProperty("vipOrders").GetInt32().ShouldBe(7);
        after.Json.GetProperty("segments").GetProperty("loyalDays").GetInt32().ShouldBe(60);
        (await user.GetAsync("/api/orgs/shop")).Tag.ShouldBe(after.Tag);
        var cleared = await user.SendAsync("PATCH", "/api/orgs/shop", """{"callingCode":null}""", ("If-Match", after.Tag));
        cleared.ShouldBe(200).Json.GetProperty("callingCode").ValueKind.ShouldBe(JsonValueKind.Null);
        var audit = (await user.GetAsync("/api/orgs/shop/audit")).ShouldBe(200).Json.GetProperty("items").EnumerateArray().Select(e => $"{e.GetProperty("action")} {e.GetProperty("detail")} by {e.GetProperty("actor")}").ToList();
        audit[0].ShouldBe("settings.changed callingCode: 44 → nothing by Test");
        audit[1].ShouldStartWith("settings.changed name: ");
        audit[1].ShouldContain("callingCode: nothing → 44");
    }

    [Fact]
    public async Task GivenACurrencyInOtherLetters_WhenItIsSent_ThenItsCodeIsStored_AndItsSalesAreShown()
    {
        await using var service = await Service.StartAsync();
        using var user = await ApiUser.WithKeyAsync(service, "a");
        var before = await user.GetAsync("/api/orgs/a");
        var after = (await user.SendAsync("PATCH", "/api/orgs/a", """{"currency":" eur "}""", ("If-Match", before.Tag))).ShouldBe(200);
        after.Json.GetProperty("currency").GetString().ShouldBe("EUR");
        var audit = (await user.GetAsync("/api/orgs/a/audit")).ShouldBe(200).Json.GetProperty("items")[0];
        audit.GetProperty("detail").GetString().ShouldBe("currency: USD → EUR");

        using var manager = await Browserish.SignedInAsync(service, "a", Role.Manager);
        var day = TimeProvider.System.GetUtcNow().AddDays(-1).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        var address = await manager.PreviewedAsync($"Order ID,Date,Customer ID,Total\n1,{day} 10:00,C1,5\n");
        await manager.SubmitAsync(address, address + "/start", []);
        (await manager.DoneAsync(address)).ShouldContain("is imported");
        var page = await manager.TextAsync("/orgs/a");
        page.ShouldContain("data-currency=\"EUR\"");
        page.ShouldContain($"data-day=\"{day}\" data-net=\"5\"");
    }

    [Fact]
    public async Task GivenSettingsThatChangedMeanwhile_WhenTheyAreChanged_ThenTheSecondIsRefused()
    {
        await using var service = await Service.StartAsync();
        using var user = await ApiUser.WithKeyAsync(service, "shop");
        var tag = (await user.GetAsync("/api/orgs/shop")).Tag;
        (await user.SendAsync("PATCH", "/api/orgs/shop", """{"name":"One"}""", ("If-Match", tag))).ShouldBe(200);
        (await user.SendAsync("PATCH", "/api/orgs/shop", """{"name":"Two"}""", ("If-Match", tag))).ShouldBe(412);
        (await user.SendAsync("PATCH", "/api/orgs/shop", """{"name":"Two"}""")).ShouldBe(428);
        (await user.GetAsync("/api/orgs/shop")).Json.GetProperty("name").GetString().ShouldBe("One");
    }

    [Theory]
    [InlineData("{\"timeZone\":\"Mars/North\"}", "timeZone")]
    [InlineData("{\"currency\":\"dollars\"}", "currency")]
    [InlineData("{\"currency\":\"XQZ\"}", "currency")]
    [InlineData("{\"dayStartHour\":24}", "dayStartHour")]
    [InlineData("{\"dayStartHour\":1.5}", "dayStartHour")]
    [InlineData("{\"deleteLimitShare\":2}", "deleteLimitShare")]
    [InlineData("{\"callingCode\":\"044\"}", "callingCode")]
    [InlineData("{\"name\":\" \"}", "name")]
    [InlineData("{\"segments\":{\"vip\":1}}", "segments.vip")]
    [InlineData("{\"segments\":{\"atRiskDays\":300,\"churnedDays\":200}}", "segments.atRiskDays")]
    [InlineData("{\"tiers\":{\"silver\":9,\"gold\":8}}", "tiers.gold")]
    public async Task GivenASettingThatIsNotSound_WhenItIsSent_ThenItIsNamedAndNothingChanges(string json, string field)
    {
        await using var service = await Service.StartAsync();
        using var user = await ApiUser.WithKeyAsync(service, "shop");
        var before = await user.GetAsync("/api/orgs/shop");
        (await user.SendAsync("PATCH", "/api/orgs/shop", json, ("If-Match", before.Tag))).ShouldBe(400).Error(field).ShouldNotBeEmpty();
        (await user.GetAsync("/api/orgs/shop")).Tag.ShouldBe(before.Tag);
    }

    [Fact]
    public async Task GivenATag_WhenTheSameIsAskedFor_ThenItIsNotSentAgain()
    {
        await using var service = await Service.StartAsync();
        using var user = await ApiUser.WithKeyAsync(service, "shop");
        foreach (var path in (string[])["/api/orgs/shop", "/api/orgs/shop/orders", "/api/orgs/shop/connections", "/api/orgs/shop/sync-status", "/api/pos-integrations/health"])
        {
            var tag = (await user.GetAsync(path)).ShouldBe(200).Tag;
            (await user.GetAsync(path, ("If-None-Match", tag))).ShouldBe(304).Body.ShouldBeEmpty();
            (await user.GetAsync(path, ("If-None-Match", "\"other\""))).ShouldBe(200);
        }
    }
}
