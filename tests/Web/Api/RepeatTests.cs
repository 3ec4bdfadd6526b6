using Sync.Engine.Audit;
using Sync.Engine.Requests;
using Sync.Engine.Secrets;
using Sync.Model;
using Sync.Store;
using Sync.TestKit;

namespace Sync.Web.Tests.Api;

/// <summary>Changes that are sent again.</summary>
public sealed class RepeatTests
{
    private const string Path = "/api/orgs/shop/keys";
    private const string Body = """{"name":"Till","scopes":["data:read"]}""";
    private static readonly (string, string) Key = ("Idempotency-Key", "one");

    [Fact]
    public async Task GivenAChange_WhenItIsSentAgain_ThenItIsMadeOnceAndAnsweredAlike_AndTheSecretIsStoredNowhereInClear()
    {
        await using var service = await Service.StartAsync();
        using var user = await ApiUser.WithKeyAsync(service, "shop");
        var (first, second) = ((await user.PostAsync(Path, Body, Key)).ShouldBe(201), (await user.PostAsync(Path, Body, Key)).ShouldBe(201));
        second.Body.ShouldBe(first.Body);
        (await user.GetAsync(Path)).Ids.Count.ShouldBe(2); // that one, and the user's own
        (await user.PostAsync(Path, Body)).ShouldBe(201).Body.ShouldNotBe(first.Body);

        var secret = first.Json.GetProperty("key").GetString()!.Split('.')[^1];
        var kept = await service.Parts.Store.OpenTenant(OrgId.Parse("shop")).QueryAsync(new DocumentQuery { Collection = "idempotency" }).ToListAsync();
        kept.ShouldHaveSingleItem().Body.ToString().ShouldNotContain(secret);
    }

    [Fact]
    public async Task GivenAChange_WhenTheOrgsKeyIsRotatedBeforeItIsSentAgain_ThenItIsMadeOnce_AlsoWhereItsAnswerIsLost()
    {
        await using var service = await Service.StartAsync();
        using var user = await ApiUser.WithKeyAsync(service, "shop");
        var tenant = service.Parts.Store.OpenTenant(OrgId.Parse("shop"));
        var first = (await user.PostAsync(Path, Body, Key)).ShouldBe(201);

        var rotation = new DataKeyRotation(service.Parts.Connections, service.Parts.MasterKey, service.Parts.Time);
        (await rotation.RunAsync(tenant, Actor.Operator)).ShouldBeTrue();
        (await user.PostAsync(Path, Body, Key)).ShouldBe(201).Body.ShouldBe(first.Body);
        var kept = (await tenant.QueryAsync(new DocumentQuery { Collection = "idempotency" }).ToListAsync()).ShouldHaveSingleItem();
        await tenant.CommitAsync([DocumentWrite.Merge(kept.Path, DocumentBody.Build(w => w.Bytes("answer", new byte[40])))]);
        (await rotation.RunAsync(tenant, Actor.Operator)).ShouldBeTrue();

        (await user.PostAsync(Path, Body, Key)).ShouldBe(409).Body.ShouldContain("its answer cannot be read any more");
        (await user.GetAsync(Path)).Ids.Count.ShouldBe(2); // that one, and the user's own
    }

    [Fact]
    public async Task GivenAKeyThatWasUsed_WhenItComesWithAnotherChangeOrFromAnotherCaller_ThenTheFirstIsRefusedAndTheSecondIsNew()
    {
        await using var service = await Service.StartAsync();
        using var user = await ApiUser.WithKeyAsync(service, "shop");
        using var other = await ApiUser.WithKeyAsync(service, "shop");
        var first = (await user.PostAsync(Path, Body, Key)).ShouldBe(201);
        (await user.PostAsync(Path, """{"name":"Door","scopes":["data:read"]}""", Key)).ShouldBe(422);
        (await user.PostAsync("/api/orgs/shop/invitations", Body, Key)).ShouldBe(422);
        (await other.PostAsync(Path, Body, Key)).ShouldBe(201).Body.ShouldNotBe(first.Body);
    }

    [Fact]
    public async Task GivenAPatch_WhenItIsSentAgain_ThenItIsMadeOnceAndAnsweredAlike_ThoughItsTagIsOldByThen()
    {
        const string org = "/api/orgs/shop";
        await using var service = await Service.StartAsync();
        using var user = await ApiUser.WithKeyAsync(service, "shop");
        var match = ("If-Match", (await user.GetAsync(org)).Tag);
        var first = (await user.SendAsync("PATCH", org, """{"name":"Corner"}""", Key, match)).ShouldBe(200);

        var second = (await user.SendAsync("PATCH", org, """{"name":"Corner"}""", Key, match)).ShouldBe(200);

        (second.Body, second.Tag).ShouldBe((first.Body, first.Tag));
        (await user.GetAsync("/api/orgs/shop/audit")).Json.GetProperty("items").EnumerateArray().Count(e => e.GetProperty("action").GetString() == "settings.changed").ShouldBe(1);
        (await user.SendAsync("PATCH", org, """{"name":"Corner"}""", match)).ShouldBe(412); // without the key it is a change of its own
        (await user.SendAsync("PATCH", org, """{"name":"Other"}""", Key, match)).ShouldBe(422);
    }

    [Fact]
    public async Task GivenADelete_WhenItIsSentAgain_ThenItIsAnsweredAsTheFirstTime_AndNotThatThereIsNoSuchThing()
    {
        await using var service = await Service.StartAsync();
        using var user = await ApiUser.WithKeyAsync(service, "shop");
        (await user.PostAsync("/api/orgs/shop/invitations", """{"email":"new@shop.example","role":"viewer"}""")).ShouldBe(201);
        var path = "/api/orgs/shop/invitations/" + (await user.GetAsync("/api/orgs/shop/invitations")).Ids.ShouldHaveSingleItem();
        (await user.SendAsync("DELETE", path, null, Key)).ShouldBe(204);
        (await user.SendAsync("DELETE", path, null, Key)).ShouldBe(204).Body.ShouldBeEmpty();
        (await user.SendAsync("DELETE", path)).ShouldBe(404);
        (await user.GetAsync("/api/orgs/shop/audit")).Json.GetProperty("items").EnumerateArray().Count(e => e.GetProperty("action").GetString()!.StartsWith("member.inv", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Fact]
    public async Task GivenARefusal_WhenItIsSentAgain_ThenItIsAnsweredAlike()
    {
        await using var service = await Service.StartAsync();
        using var user = await ApiUser.WithKeyAsync(service, "shop");
        var first = (await user.PostAsync(Path, """{"name":""}""", Key)).ShouldBe(400);
        (await user.PostAsync(Path, """{"name":""}""", Key)).ShouldBe(400).Body.ShouldBe(first.Body);
    }

    [Fact]
    public async Task GivenADay_WhenItHasPassed_ThenTheKeyIsNewAgain()
    {
        var time = new FakeTime(new DateTimeOffset(2026, 1, 5, 12, 0, 0, TimeSpan.Zero));
        await using var service = await Service.StartAsync(time: time);
        using var user = await ApiUser.WithKeyAsync(service, "shop");
        var first = (await user.PostAsync(Path, Body, Key)).ShouldBe(201);
        time.Advance(IdempotencyBook.Life - TimeSpan.FromMinutes(1));
        (await user.PostAsync(Path, Body, Key)).Body.ShouldBe(first.Body);
        time.Advance(TimeSpan.FromMinutes(2));
        (await user.PostAsync(Path, Body, Key)).ShouldBe(201).Body.ShouldNotBe(first.Body);
    }

    [Fact]
    public async Task GivenTheSameChangeManyTimesAtOnce_WhenTheyMeet_ThenItIsMadeOnce()
    {
        await using var service = await Service.StartAsync();
        using var user = await ApiUser.WithKeyAsync(service, "shop");
        var replies = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => user.PostAsync(Path, Body, Key)));
        replies.ShouldAllBe(r => r.Status == 201 || r.Status == 409);
        replies.Where(r => r.Status == 201).Select(r => r.Body).Distinct().Count().ShouldBe(1);
        (await user.GetAsync(Path)).Ids.Count.ShouldBe(2);
    }

    [Fact]
    public async Task GivenARequestThatWasKilled_WhenItIsSentAgain_ThenItWaitsAndIsCarriedOut()
    {
        var time = new FakeTime(new DateTimeOffset(2026, 1, 5, 12, 0, 0, TimeSpan.Zero));
        await using var service = await Service.StartAsync(time: time);
        var tenant = service.Parts.Store.OpenTenant(OrgId.Parse("shop"));
        var book = service.Parts.Idempotency;
        (await book.BeginAsync(tenant, "k", "what")).State.ShouldBe(RepeatState.New);
        (await book.BeginAsync(tenant, "k", "what")).State.ShouldBe(RepeatState.UnderWay);
        time.Advance(IdempotencyBook.Patience);
        var (state, _, claim) = await book.BeginAsync(tenant, "k", "what");
        state.ShouldBe(RepeatState.New);
        await book.EndAsync(tenant, "k", claim!, new KeptAnswer(201, "application/json", "{}"u8.ToArray()) { Location = "/x" });
        (await book.BeginAsync(tenant, "k", "what")).Answer!.Location.ShouldBe("/x");
        (await book.BeginAsync(tenant, "k", "other")).State.ShouldBe(RepeatState.Other);
    }

    [Fact]
    public async Task GivenTwoOrgs_WhenTheirKeptAnswersAreOld_ThenThoseOfBothGo()
    {
        var time = new FakeTime(new DateTimeOffset(2026, 1, 5, 12, 0, 0, TimeSpan.Zero));
        await using var service = await Service.StartAsync(time: time);
        var book = service.Parts.Idempotency;
        ITenantStore[] both = [service.Parts.Store.OpenTenant(OrgId.Parse("shop")), service.Parts.Store.OpenTenant(OrgId.Parse("other"))];
        foreach (var tenant in both) await book.BeginAsync(tenant, "old", "what");
        time.Advance(IdempotencyBook.Life + TimeSpan.FromMinutes(1));

        foreach (var tenant in both) await book.BeginAsync(tenant, "new", "what");

        foreach (var tenant in both)
            (await tenant.QueryAsync(new DocumentQuery { Collection = "idempotency" }).ToListAsync()).ShouldHaveSingleItem();
    }
}
