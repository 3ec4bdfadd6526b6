using Sync.Engine.Accounts;
using Sync.TestKit;

namespace Sync.Web.Tests.Api;

/// <summary>Members, invitations and keys by the API.</summary>
public sealed class PeopleTests
{
    [Fact]
    public async Task GivenAnAdmin_WhenTheyTouchOwners_ThenOnlyAnOwnerMay()
    {
        await using var service = await Service.StartAsync();
        using var owner = await ApiUser.MemberAsync(service, "shop", Role.Owner);
        using var admin = await ApiUser.MemberAsync(service, "shop", Role.Admin);
        var members = (await admin.GetAsync("/api/orgs/shop/members")).ShouldBe(200).Json.GetProperty("items").EnumerateArray().ToDictionary(m => m.GetProperty("role").GetString()!, m => "/api/orgs/shop/members/" + m.GetProperty("id").GetString());
        (await admin.SendAsync("PATCH", members["owner"], """{"role":"viewer"}""")).ShouldBe(403);
        (await admin.SendAsync("PATCH", members["admin"], """{"role":"owner"}""")).ShouldBe(403);
        (await admin.SendAsync("DELETE", members["owner"])).ShouldBe(403);
        (await admin.PostAsync("/api/orgs/shop/invitations", """{"email":"x@shop.example","role":"owner"}""")).ShouldBe(403);
        var last = (await owner.SendAsync("DELETE", members["owner"])).ShouldBe(422);
        last.Body.ShouldContain("last owner");
        last.Json.TryGetProperty("errors", out _).ShouldBeFalse(last.Body); // it is no field's fault
        (await owner.SendAsync("PATCH", members["admin"], """{"role":"manager"}""")).ShouldBe(200).Json.GetProperty("role").GetString().ShouldBe("manager");
        (await admin.GetAsync("/api/orgs/shop/members")).ShouldBe(403);
        (await owner.SendAsync("DELETE", members["admin"])).ShouldBe(204);
        (await owner.SendAsync("DELETE", members["admin"])).ShouldBe(404);
        (await owner.SendAsync("PATCH", members["owner"], """{"role":"king"}""")).ShouldBe(400).Error("role").ShouldContain("viewer");
    }

    [Fact]
    public async Task GivenAnInvitation_WhenItIsMade_ThenItsLinkIsShownOnceAndItCanBeWithdrawn()
    {
        await using var service = await Service.StartAsync();
        using var user = await ApiUser.WithKeyAsync(service, "shop");
        var made = (await user.PostAsync("/api/orgs/shop/invitations", """{"email":"New@Shop.example","role":"manager"}""")).ShouldBe(201).Json;
        using var page = await user.Client.GetAsync(new Uri(made.GetProperty("url").GetString()!).PathAndQuery);
        page.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
        var listed = (await user.GetAsync("/api/orgs/shop/invitations")).ShouldBe(200);
        listed.Ids.ShouldBe([made.GetProperty("id").GetString()!]);
        listed.Body.ShouldNotContain("/invitations/");
        (await user.SendAsync("DELETE", "/api/orgs/shop/invitations/" + listed.Ids[0])).ShouldBe(204);
        (await user.GetAsync("/api/orgs/shop/invitations")).Ids.ShouldBeEmpty();
        (await user.PostAsync("/api/orgs/shop/invitations", """{"email":"nobody","role":"viewer"}""")).ShouldBe(422);
    }

    [Fact]
    public async Task GivenAnOwnersInvitation_WhenAnAdminWithdrawsIt_ThenItStays_AndAnOwnerMay()
    {
        await using var service = await Service.StartAsync();
        using var owner = await ApiUser.MemberAsync(service, "shop", Role.Owner);
        using var admin = await ApiUser.MemberAsync(service, "shop", Role.Admin);
        var made = (await owner.PostAsync("/api/orgs/shop/invitations", """{"email":"boss@shop.example","role":"owner"}""")).ShouldBe(201).Json.GetProperty("id").GetString()!;
        (await admin.SendAsync("DELETE", "/api/orgs/shop/invitations/" + made)).ShouldBe(403).Body.ShouldContain("Only an owner");
        (await admin.GetAsync("/api/orgs/shop/invitations")).Ids.ShouldBe([made]);
        (await owner.SendAsync("DELETE", "/api/orgs/shop/invitations/" + made)).ShouldBe(204);
        (await owner.GetAsync("/api/orgs/shop/invitations")).Ids.ShouldBeEmpty();

        var others = (await owner.PostAsync("/api/orgs/shop/invitations", """{"email":"new@shop.example","role":"admin"}""")).ShouldBe(201).Json.GetProperty("id").GetString()!;
        (await admin.SendAsync("DELETE", "/api/orgs/shop/invitations/" + others)).ShouldBe(204);
    }

    [Fact]
    public async Task GivenAKey_WhenItIsMadeAndRevoked_ThenItIsShownOnceAndGoodUntilThen()
    {
        await using var service = await Service.StartAsync();
        using var user = await ApiUser.WithKeyAsync(service, "shop");
        var made = (await user.PostAsync("/api/orgs/shop/keys", """{"name":"Till","scopes":["data:read"]}""")).ShouldBe(201).Json;
        using var till = await ApiUser.WithAsync(service, made.GetProperty("key").GetString());
        (await till.GetAsync("/api/orgs/shop/orders")).ShouldBe(200);
        (await till.GetAsync("/api/orgs/shop/keys")).ShouldBe(403);
        (await user.GetAsync("/api/orgs/shop/keys")).ShouldBe(200).Body.ShouldNotContain(made.GetProperty("key").GetString()!.Split('.')[^1]);
        (await user.SendAsync("DELETE", "/api/orgs/shop/keys/" + made.GetProperty("id").GetString())).ShouldBe(204);
        (await till.GetAsync("/api/orgs/shop/orders")).ShouldBe(401);
        (await user.SendAsync("DELETE", "/api/orgs/shop/keys/none")).ShouldBe(404);
    }

    [Fact]
    public async Task GivenKeys_WhenTheyAreListedInPages_ThenEachComesOnceTheNewestFirst_AndTheCursorIsOfThisListAlone()
    {
        var time = new FakeTime("2026-11-21T14:00:00Z");
        await using var service = await Service.StartAsync(time: time);
        using var user = await ApiUser.WithKeyAsync(service, "shop");
        List<string> made = [(await user.GetAsync("/api/orgs/shop/keys")).Ids[0]];
        for (var i = 0; i < 4; i++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            made.Insert(0, (await user.PostAsync("/api/orgs/shop/keys", $$"""{"name":"Till {{i}}","scopes":["data:read"]}""")).ShouldBe(201).Json.GetProperty("id").GetString()!);
        }

        (await user.SendAsync("DELETE", "/api/orgs/shop/keys/" + made[1])).ShouldBe(204); // revoked ones stay in the list

        var (seen, pages, next) = (new List<string>(), 0, "/api/orgs/shop/keys?limit=2");
        for (; next is not null; pages++)
        {
            var page = (await user.GetAsync(next)).ShouldBe(200);
            seen.AddRange(page.Ids);
            next = page.Headers.TryGetValue("Link", out var link) ? link[1..link.IndexOf('>')] : null;
        }

        (seen, pages).ShouldSatisfyAllConditions(s => s.seen.ShouldBe(made), s => s.pages.ShouldBe(3));
        var cursor = (await user.GetAsync("/api/orgs/shop/keys?limit=2")).Json.GetProperty("next").GetString();
        (await user.GetAsync("/api/orgs/shop/audit?cursor=" + cursor)).ShouldBe(400).Error("cursor").ShouldNotBeEmpty();
        (await user.GetAsync("/api/orgs/shop/keys?limit=0")).ShouldBe(400).Error("limit").ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("members")]
    [InlineData("invitations")]
    public async Task GivenMoreThanAPageOfPeople_WhenTheyAreListed_ThenEachComesOnceThoughOthersComeAndGo(string list)
    {
        await using var service = await Service.StartAsync();
        using var user = await ApiUser.WithKeyAsync(service, "shop");
        for (var i = 0; i < 5; i++)
        {
            if (list == "members") (await ApiUser.MemberAsync(service, "shop", Role.Viewer, $"m{i}@shop.example")).Dispose();
            else (await user.PostAsync("/api/orgs/shop/invitations", $$"""{"email":"m{{i}}@shop.example","role":"viewer"}""")).ShouldBe(201);
        }

        var path = $"/api/orgs/shop/{list}";
        var whole = (await user.GetAsync(path)).ShouldBe(200);
        whole.Ids.Count.ShouldBe(5);
        whole.Json.GetProperty("next").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);

        var first = (await user.GetAsync(path + "?limit=2")).ShouldBe(200);
        first.Ids.ShouldBe(whole.Ids.Take(2));
        (await user.SendAsync("DELETE", $"{path}/{first.Ids[1]}")).ShouldBe(204); // where the cursor stands
        var second = (await user.GetAsync($"{path}?limit=2&cursor={first.Json.GetProperty("next").GetString()}")).ShouldBe(200);
        second.Ids.ShouldBe(whole.Ids.Skip(2).Take(2));
        var third = (await user.GetAsync(second.Headers["Link"][1..second.Headers["Link"].IndexOf('>')])).ShouldBe(200);
        third.Ids.ShouldBe(whole.Ids.Skip(4));
        third.Headers.Keys.ShouldNotContain("Link");
        (await user.GetAsync(path + "?cursor=x")).ShouldBe(400).Error("cursor").ShouldNotBeEmpty();
        (await user.GetAsync($"/api/orgs/shop/connections?cursor={first.Json.GetProperty("next").GetString()}")).ShouldBe(400).Error("cursor").ShouldNotBeEmpty(); // another list's
    }

    [Fact]
    public async Task GivenAKeyThatMayLittle_WhenItMakesAKey_ThenThatMayNoMore()
    {
        await using var service = await Service.StartAsync();
        using var user = await ApiUser.WithKeyAsync(service, "shop", "keys:write", "data:read");
        (await user.PostAsync("/api/orgs/shop/keys", """{"name":"More","scopes":["data:read","connections:write"]}""")).ShouldBe(403).Body.ShouldContain("connections:write");
        (await user.GetAsync("/api/orgs/shop/keys")).Ids.Count.ShouldBe(1);
    }
}
